package widget

import "fyne.io/fyne/v2/widget"

// What the screens use of Fyne's as it is.
type (
	Accordion           = widget.Accordion
	AccordionItem       = widget.AccordionItem
	BaseWidget          = widget.BaseWidget
	Check               = widget.Check
	CodeBlockSegment    = widget.CodeBlockSegment
	DateEntry           = widget.DateEntry
	Entry               = widget.Entry
	GridWrap            = widget.GridWrap
	HyperlinkSegment    = widget.HyperlinkSegment
	Icon                = widget.Icon
	ImageSegment        = widget.ImageSegment
	Importance          = widget.Importance
	List                = widget.List
	ParagraphSegment    = widget.ParagraphSegment
	PopUp               = widget.PopUp
	ProgressBar         = widget.ProgressBar
	ProgressBarInfinite = widget.ProgressBarInfinite
	RadioGroup          = widget.RadioGroup
	RichTextSegment     = widget.RichTextSegment
	RichTextStyle       = widget.RichTextStyle
	SeparatorSegment    = widget.SeparatorSegment
	Slider              = widget.Slider
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
	NewAccordion           = widget.NewAccordion
	NewAccordionItem       = widget.NewAccordionItem
	NewCheck               = widget.NewCheck
	NewDateEntry           = widget.NewDateEntry
	NewEntry               = widget.NewEntry
	NewIcon                = widget.NewIcon
	NewList                = widget.NewList
	NewModalPopUp          = widget.NewModalPopUp
	NewPasswordEntry       = widget.NewPasswordEntry
	NewProgressBar         = widget.NewProgressBar
	NewProgressBarInfinite = widget.NewProgressBarInfinite
	NewRadioGroup          = widget.NewRadioGroup
	NewSeparator           = widget.NewSeparator
	NewSimpleRenderer      = widget.NewSimpleRenderer
	NewSlider              = widget.NewSlider
)
