package ui

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// chartWords is what a chart draws: readings in the order of time, and the two lines they are seen against.
type chartWords struct {
	at               []int64   // ms
	values           []float64 // of the same readings
	baseline, target float64
	names            [2]string // of the lines: what each is
}

// chartPoints bounds what is drawn: the latest readings.
const chartPoints = 200

// chartOf gives the chart of a gauge. Figures on a chart may be rounded; the table has them as they were given.
func chartOf(g *forum.Gauge) chartWords {
	w := chartWords{baseline: number(g.Baseline), target: number(g.Target),
		names: [2]string{t("gauge.line_baseline", "Value", amount(g.Baseline, "")), t("gauge.line_target", "Value", amount(g.Target, ""))}}
	for i := range g.Readings {
		if r := &g.Readings[i]; !r.Replaced {
			w.at, w.values = append(w.at, r.At), append(w.values, number(r.Value))
		}
	}
	if extra := len(w.at) - chartPoints; extra > 0 {
		w.at, w.values = w.at[extra:], w.values[extra:]
	}
	return w
}

func number(d forum.Decimal) float64 {
	n, err := strconv.ParseFloat(d.String(), 64)
	if err != nil {
		return 0 // a Decimal writes itself so that it can be read
	}
	return n
}

// chart draws readings against where things were at first (a thin line) and where they should come to (a thick one). Both
// say in words which they are, so that no colour has to.
type chart struct {
	widget.BaseWidget
	words chartWords
	lines [2]*canvas.Line // baseline and target
	names [2]*canvas.Text
	path  []*canvas.Line
	dots  []*canvas.Circle
	ends  [2]*canvas.Text // the days of the first and the last reading
}

func newChart() *chart {
	c := &chart{}
	for i := range c.lines {
		c.lines[i], c.names[i], c.ends[i] = canvas.NewLine(color.Transparent), canvas.NewText("", color.Transparent), canvas.NewText("", color.Transparent)
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set gives what is to be drawn.
func (c *chart) Set(w chartWords) {
	c.words = w
	for len(c.dots) < len(w.values) {
		c.dots = append(c.dots, canvas.NewCircle(color.Transparent))
		c.path = append(c.path, canvas.NewLine(color.Transparent))
	}
	c.Refresh()
}

// CreateRenderer is Fyne's.
func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	r := &chartRenderer{c}
	r.Refresh()
	return r
}

type chartRenderer struct{ chart *chart }

// Destroy is Fyne's.
func (r *chartRenderer) Destroy() {}

// MinSize is Fyne's.
func (r *chartRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 150*room()) }

// Objects is Fyne's.
func (r *chartRenderer) Objects() (all []fyne.CanvasObject) {
	c := r.chart
	for i := range c.lines {
		all = append(all, c.lines[i], c.names[i], c.ends[i])
	}
	n := len(c.words.values)
	for i := range n {
		if i > 0 {
			all = append(all, c.path[i])
		}
		all = append(all, c.dots[i])
	}
	return all
}

// span is the least and the greatest of what is drawn, never the same.
func (w *chartWords) span() (low, high float64) {
	low, high = min(w.baseline, w.target), max(w.baseline, w.target)
	for _, v := range w.values {
		low, high = min(low, v), max(high, v)
	}
	if high-low < 1e-9 {
		low, high = low-1, high+1
	}
	return low, high
}

// Layout is Fyne's.
func (r *chartRenderer) Layout(size fyne.Size) {
	c := r.chart
	text := fyne.MeasureText("8", theme.CaptionTextSize(), fyne.TextStyle{}).Height
	side := theme.InnerPadding()
	area := fyne.NewSize(size.Width-2*side, size.Height-3*text) // a line of text above, the days below
	low, high := c.words.span()
	y := func(v float64) float32 { return text + area.Height*float32((high-v)/(high-low)) }
	for i, v := range []float64{c.words.baseline, c.words.target} {
		c.lines[i].Position1, c.lines[i].Position2 = fyne.NewPos(side, y(v)), fyne.NewPos(side+area.Width, y(v))
		c.names[i].Resize(fyne.NewSize(area.Width, text))
	}
	c.names[0].Move(fyne.NewPos(side, y(c.words.baseline)-text))
	c.names[1].Move(fyne.NewPos(side, y(c.words.target)-text))
	n := len(c.words.values)
	x := func(i int) float32 {
		if n < 2 || c.words.at[n-1] == c.words.at[0] {
			return side + area.Width/2
		}
		part := float64(c.words.at[i]-c.words.at[0]) / float64(c.words.at[n-1]-c.words.at[0])
		return side + dotSize + (area.Width-2*dotSize)*float32(part)
	}
	for i, v := range c.words.values {
		at := fyne.NewPos(x(i), y(v))
		c.dots[i].Resize(fyne.NewSquareSize(dotSize))
		c.dots[i].Move(at.SubtractXY(dotSize/2, dotSize/2))
		if i > 0 {
			c.path[i].Position1, c.path[i].Position2 = fyne.NewPos(x(i-1), y(c.words.values[i-1])), at
		}
	}
	for i := range c.ends {
		c.ends[i].Resize(fyne.NewSize(area.Width, text))
		c.ends[i].Move(fyne.NewPos(side, size.Height-text))
	}
}

// dotSize is how large a reading is drawn.
const dotSize = 8

// Refresh follows the theme.
func (r *chartRenderer) Refresh() {
	c := r.chart
	for i := range c.lines {
		c.lines[i].StrokeWidth, c.lines[i].StrokeColor = 1, themed(theme.ColorNamePlaceHolder)
		c.names[i].Text, c.names[i].TextSize, c.names[i].Color = widget.Line(c.words.names[i]), theme.CaptionTextSize(), themed(theme.ColorNameDisabled)
		c.ends[i].TextSize, c.ends[i].Color, c.ends[i].Text = theme.CaptionTextSize(), themed(theme.ColorNameDisabled), ""
	}
	c.names[0].Alignment, c.names[1].Alignment = fyne.TextAlignLeading, fyne.TextAlignTrailing // they may be at one height
	c.lines[1].StrokeWidth, c.lines[1].StrokeColor, c.names[1].Color = 2, themed(colorYes), themed(colorYes)
	c.ends[1].Alignment = fyne.TextAlignTrailing
	if n := len(c.words.at); n > 0 {
		c.ends[0].Text = widget.Line(day(c.words.at[0]))
		if n > 1 {
			c.ends[1].Text = widget.Line(day(c.words.at[n-1]))
		}
	}
	for i := range c.dots {
		c.dots[i].FillColor = themed(theme.ColorNameForeground)
		c.path[i].StrokeWidth, c.path[i].StrokeColor = 2, themed(theme.ColorNameForeground)
	}
	r.Layout(c.Size())
	canvas.Refresh(c)
}
