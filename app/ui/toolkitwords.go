package ui

import (
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"
)

// toolkitWords are the toolkit's own words, by its names for them: those of its dialogs for files and questions, of the menu
// of a field, and of its calendar.
func toolkitWords() map[string]string {
	words := map[string]string{
		"Cancel": t("action.cancel"), "Copy": t("action.copy"), "Save": t("action.save"), "Create Folder": t("toolkit.create_folder"),
		"Cut": t("toolkit.cut"), "Enter filename": t("toolkit.enter_filename"), "Error": t("toolkit.error"),
		"Favourites": t("toolkit.favourites"), "File": t("toolkit.file"), "Folder": t("toolkit.folder"),
		"New Folder": t("toolkit.new_folder"), "No": t("toolkit.no"), "OK": t("toolkit.ok"), "Open": t("toolkit.open"),
		"Paste": t("toolkit.paste"), "Quit": t("background.quit"), "Redo": t("toolkit.redo"), "Select all": t("toolkit.select_all"),
		"Show Hidden Files": t("toolkit.show_hidden"), "Undo": t("toolkit.undo"), "Yes": t("toolkit.yes"),
		"file.name": t("toolkit.name"), "file.parent": t("toolkit.parent"),
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		words[name], words[name+".short"] = calendar().WeekdayWide(d), calendar().WeekdayAbbreviated(d)
	}
	return words
}

// tellToolkit has the toolkit say its own words in the language that was chosen. It knows only the system's, so they are given to
// it under that name: what is added for exactly the system's language is what it takes.
func tellToolkit() {
	words, err := json.Marshal(toolkitWords())
	if err == nil {
		err = lang.AddTranslationsForLocale(words, lang.SystemLocale())
	}
	if err != nil {
		slog.Error("the toolkit cannot take the words of the language", slog.Any("error", err))
	}
}
