package widget

import "fyne.io/fyne/v2/widget"

// What the screens use of Fyne's as it is.
type (
	BaseWidget          = widget.BaseWidget
	CodeBlockSegment    = widget.CodeBlockSegment
	DateEntry           = widget.DateEntry
	GridWrap            = widget.GridWrap
	HyperlinkSegment    = widget.HyperlinkSegment
	Icon                = widget.Icon
	ImageSegment        = widget.ImageSegment
	Importance          = widget.Importance
	ParagraphSegment    = widget.ParagraphSegment
	PopUp               = widget.PopUp
	ProgressBar         = widget.ProgressBar
	ProgressBarInfinite = widget.ProgressBarInfinite
	RichTextSegment     = widget.RichTextSegment
	RichTextStyle       = widget.RichTextStyle
	SeparatorSegment    = widget.SeparatorSegment
	TableSegment        = widget.TableSegment
	TextSegment         = widget.TextSegment
)

// Fyne's importances.
const (
	MediumImportance  = widget.MediumImportance
	HighImportance    = widget.HighImportance
	LowImportance     = widget.LowImportance
	DangerImportance  = widget.DangerImportance
	WarningImportance = widget.WarningImportance
	SuccessImportance = widget.SuccessImportance
)

// Fyne's styles of rich text.
var (
	RichTextStyleCodeInline = widget.RichTextStyleCodeInline
	RichTextStyleInline     = widget.RichTextStyleInline
	RichTextStyleParagraph  = widget.RichTextStyleParagraph
	RichTextStyleStrong     = widget.RichTextStyleStrong
)

// Fyne's constructors.
var (
	NewIcon                = widget.NewIcon
	NewModalPopUp          = widget.NewModalPopUp
	NewProgressBar         = widget.NewProgressBar
	NewProgressBarInfinite = widget.NewProgressBarInfinite
	NewSeparator           = widget.NewSeparator
	NewSimpleRenderer      = widget.NewSimpleRenderer

	ShowPopUpMenuAtPosition = widget.ShowPopUpMenuAtPosition
)
