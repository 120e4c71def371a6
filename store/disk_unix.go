//go:build unix

package store

import "golang.org/x/sys/unix"

// freeBytes is the room an ordinary user has on the disk that holds the path.
func freeBytes(path string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}
