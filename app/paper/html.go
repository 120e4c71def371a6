package paper

import (
	"bytes"
	"html/template"

	"github.com/yuin/goldmark/ast"
)

// page is the whole of a web page that needs nothing else: its policy forbids it to fetch anything.
var page = template.Must(template.New("minutes").Parse(`<!DOCTYPE html>
<html lang="{{.M.Lang}}"{{if .M.In.Right}} dir="rtl"{{end}}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.M.Title}}</title>
<style>
body { font: 1em/1.5 system-ui, sans-serif; max-width: 42em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
h1, h2 { line-height: 1.2 } table { border-collapse: collapse } th, td { text-align: start; border: 1px solid #888; padding: .2em .5em }
.draft { border: 2px solid #a00; color: #a00; font-weight: bold; padding: .3em .6em } .signed { border-top: 1px solid #111; padding-top: .5em }
.motion { border-inline-start: 4px solid #888; padding-inline-start: .8em } blockquote { border-inline-start: 4px solid #ccc; margin-inline-start: 0; padding-inline-start: 1em }
pre { white-space: pre-wrap }
</style>
</head>
<body>
<p dir="auto">{{.M.Group}}</p>
<h1 dir="auto">{{.M.Title}}</h1>
<p>{{.M.When}}{{with .M.Place}}, {{.}}{{end}}</p>
{{with .M.Draft}}<p class="draft">{{.}}</p>
{{end}}{{range .M.Names}}<p><b>{{.Label}}:</b> {{range $i, $n := .Names}}{{if $i}}, {{end}}{{$n}}{{end}}</p>
{{end}}{{range $i, $item := .Items}}<h2 dir="auto">{{.Number}}. {{.Title}}</h2>
{{with .Present}}<p><i>{{.}}</i></p>
{{end}}<div dir="auto">{{.HTML}}</div>{{range .Motions}}<div class="motion"><p><b>{{$.Motion}}</b> <bdi>{{.Text}}</bdi></p><p>{{.By}} <b>{{.Outcome}}</b></p></div>
{{end}}{{end}}{{with .M.Signed}}<p class="signed">{{.}}</p>
{{end}}{{with .M.Draft}}<p class="draft">{{.}}</p>
{{end}}</body>
</html>
`))

// htmlItem is an item with its text rendered.
type htmlItem struct {
	Item
	Number int
	HTML   template.HTML // made by body only
}

// Lang is the tag of the language of the paper.
func (m *Minutes) Lang() string { return m.In.tag() }

// HTML gives the minutes as one web page that fetches nothing. Errors are those of the renderer.
func (m *Minutes) HTML() ([]byte, error) {
	data := struct {
		M      *Minutes
		Motion string
		Items  []htmlItem
	}{M: m, Motion: m.In.say("Motion:")}
	for i, item := range m.Items {
		text := item.Body
		if item.Missing {
			text = m.In.say(missing)
		}
		html, err := body(text)
		if err != nil {
			return nil, err
		}
		data.Items = append(data.Items, htmlItem{item, i + 1, html})
	}
	var b bytes.Buffer
	err := page.Execute(&b, data)
	return b.Bytes(), err
}

// body renders what neighbours wrote.
func body(source string) (template.HTML, error) {
	root, clean, ok := parse(source)
	if !ok {
		return template.HTML("<pre>" + template.HTMLEscapeString(string(clean)) + "</pre>\n"), nil //nolint:gosec // escaped
	}
	disarm(root, clean)
	var b bytes.Buffer
	err := markdown.Renderer().Render(&b, clean, root)
	return template.HTML(b.String()), err //nolint:gosec // the renderer escapes text, and disarm left nothing else
}

// disarm puts plain words in the place of pictures, of raw HTML, and of links that lead elsewhere than allowed.
func disarm(n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		disarm(c, source)
		if with := harmless(c, source); with != nil {
			n.ReplaceChild(n, c, with)
		}
		c = next
	}
}

// raw is words that are shown exactly as they are.
func raw(words []byte) ast.Node {
	s := ast.NewString(words)
	s.SetRaw(true)
	return s
}

// harmless gives what is shown for a node that may not be shown as it is, and nil for one that may.
func harmless(n ast.Node, source []byte) ast.Node {
	switch n := n.(type) {
	case *ast.Image:
		return raw([]byte("[picture: " + string(plain(n, source)) + "]"))
	case *ast.Link:
		if !allowed(string(n.Destination)) {
			return raw(plain(n, source))
		}
	case *ast.AutoLink:
		if to := string(n.URL(source)); !allowed(to) && !(n.AutoLinkType == ast.AutoLinkEmail && allowed("mailto:"+to)) {
			return raw(n.Label(source))
		}
	case *ast.RawHTML:
		var tag []byte
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			tag = append(tag, s.Value(source)...)
		}
		return raw(tag)
	case *ast.HTMLBlock:
		p := ast.NewParagraph()
		p.AppendChild(p, raw(blockText(n, source)))
		return p
	}
	return nil
}

// blockText gives the lines of a block as they were typed.
func blockText(n ast.Node, source []byte) (out []byte) {
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		out = append(out, s.Value(source)...)
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		out = append(out, h.ClosureLine.Value(source)...)
	}
	return out
}

// plain gives the words inside a node.
func plain(n ast.Node, source []byte) (out []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			out = append(out, c.Value(source)...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				out = append(out, ' ')
			}
		case *ast.String:
			out = append(out, c.Value...)
		default:
			out = append(out, plain(c, source)...)
		}
	}
	return out
}
