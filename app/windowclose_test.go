//go:build !nowindow

package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// shut asks a window to close as its frame's button would. There is no frame here, and xdotool of 2016 can only destroy,
// so this says it to the display itself (X11 protocol, "SendEvent" with WM_DELETE_WINDOW of ICCCM 4.2.8.1).
func (w *pane) shut(title string) {
	w.t.Helper()
	cmd := exec.Command("xdotool", "search", "--onlyvisible", "--name", title)
	cmd.Env = append(cmd.Environ(), "DISPLAY="+w.display)
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("no window %q: %v", title, err)
	}
	window, err := strconv.ParseUint(strings.Fields(string(out))[0], 10, 32)
	if err != nil {
		w.t.Fatal(err)
	}
	x := dialDisplay(w.t, w.display)
	defer func() { _ = x.Close() }()
	event := make([]byte, 44)
	event[0] = 25 // SendEvent
	order.PutUint16(event[2:], 11)
	order.PutUint32(event[4:], uint32(window))
	event[12], event[13] = 33, 32 // ClientMessage, of five words
	order.PutUint32(event[16:], uint32(window))
	order.PutUint32(event[20:], atom(w.t, x, "WM_PROTOCOLS"))
	order.PutUint32(event[24:], atom(w.t, x, "WM_DELETE_WINDOW"))
	if _, err := x.Write(event); err != nil {
		w.t.Fatal(err)
	}
	atom(w.t, x, "WM_PROTOCOLS") // its answer comes after the event was taken
}

var order = binary.LittleEndian

func dialDisplay(t testing.TB, display string) net.Conn {
	t.Helper()
	x, err := net.Dial("unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(display, ":"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		t.Fatal(err)
	}
	head := take(t, x, 8)
	if head[0] != 1 {
		t.Fatal(fmt.Errorf("the display refuses: %v", head))
	}
	take(t, x, 4*int(order.Uint16(head[6:])))
	return x
}

// atom asks for the number of a name.
func atom(t testing.TB, x net.Conn, name string) uint32 {
	t.Helper()
	padded := (len(name) + 3) / 4 * 4
	ask := make([]byte, 8+padded)
	ask[0], ask[1] = 16, 1 // InternAtom, only if it exists
	order.PutUint16(ask[2:], uint16(len(ask)/4))
	order.PutUint16(ask[4:], uint16(len(name)))
	copy(ask[8:], name)
	if _, err := x.Write(ask); err != nil {
		t.Fatal(err)
	}
	return order.Uint32(take(t, x, 32)[8:])
}

func take(t testing.TB, x net.Conn, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(x, b); err != nil {
		t.Fatal(err)
	}
	return b
}
