package ui

import (
	"fyne.io/fyne/v2"

	"moot/store/forum"
)

// section is a part of a group.
type section string

const (
	sectionGroups     section = "groups" // only where there is no rail: the groups and all sections of one
	sectionHome       section = "home"   // of all groups
	sectionProposals  section = "proposals"
	sectionMeetings   section = "meetings"
	sectionTasks      section = "tasks"
	sectionNotices    section = "notices"
	sectionPages      section = "pages"
	sectionFunds      section = "funds"
	sectionGauges     section = "gauges"
	sectionMembers    section = "members"
	sectionElections  section = "elections"
	sectionSearch     section = "search" // beside the heading of the rail
	sectionNeighbours section = "neighbours"
	sectionSettings   section = "settings"
)

// groupSections are the sections of a group, in the order of the rail.
var groupSections = []section{sectionProposals, sectionMeetings, sectionTasks, sectionNotices, sectionPages, sectionFunds, sectionGauges, sectionMembers, sectionElections}

// keyedSections is how many of them have a digit to go there by.
const keyedSections = 8

// barSections are those with a place at the bottom of a narrow window. The others are reached by the last of them.
var barSections = []section{sectionHome, sectionProposals, sectionMeetings, sectionTasks, sectionGroups}

// spread are the sections whose list takes the whole width while nothing from it is open.
var spread = []section{sectionHome, sectionTasks, sectionNotices, sectionNeighbours, sectionSettings}

func sectionName(at section) string {
	switch at {
	case sectionGroups:
		return t("nav.groups")
	case sectionHome:
		return t("nav.home")
	case sectionMeetings:
		return t("nav.meetings")
	case sectionTasks:
		return t("nav.tasks")
	case sectionNotices:
		return t("nav.notices")
	case sectionPages:
		return t("nav.pages")
	case sectionFunds:
		return t("nav.funds")
	case sectionGauges:
		return t("nav.gauges")
	case sectionMembers:
		return t("nav.members")
	case sectionElections:
		return t("election.title")
	case sectionSearch:
		return t("search.title")
	case sectionNeighbours:
		return t("nav.neighbours")
	case sectionSettings:
		return t("nav.settings")
	}
	return t("nav.proposals")
}

func sectionIcon(at section) fyne.Resource {
	switch at {
	case sectionGroups:
		return icon("more")
	case sectionHome:
		return icon("home")
	case sectionMeetings:
		return icon("meetings")
	case sectionTasks:
		return icon("tasks")
	case sectionNotices:
		return icon("notices")
	case sectionPages:
		return icon("pages")
	case sectionFunds:
		return icon("funds")
	case sectionGauges:
		return icon("gauges")
	case sectionMembers:
		return icon("members")
	case sectionElections:
		return icon("elections")
	case sectionSearch:
		return icon("search")
	case sectionNeighbours:
		return icon("sync")
	case sectionSettings:
		return icon("settings")
	}
	return icon("proposals")
}

// sectionOf is where things of a kind are.
func sectionOf(k forum.Kind) section {
	switch k {
	case forum.KindMeeting:
		return sectionMeetings
	case forum.KindTask:
		return sectionTasks
	case forum.KindNotice:
		return sectionNotices
	case forum.KindPage:
		return sectionPages
	case forum.KindFund:
		return sectionFunds
	case forum.KindGauge:
		return sectionGauges
	case forum.KindElection:
		return sectionElections
	}
	return sectionProposals
}
