package pgtest

import "syscall"

const (
	inMemory = "/dev/shm"
	roomFor  = 2 << 30 // bytes that must be free there: containers have as little as 64 MB
)

// place is where clusters are made: in memory where there is room, because
// making a database of a template is mostly the making of 300 files.
func place() string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(inMemory, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > roomFor && syscall.Access(inMemory, 0x2) == nil {
		return inMemory
	}
	return "/tmp"
}
