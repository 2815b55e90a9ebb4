package planfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"accredit/engine"
)

// Save writes the plan with a digest over its bytes to a file that only its
// owner can read. The file is replaced whole or not at all; a link, folder or
// device at its place is an error and stays as it is.
func Save(path string, p *engine.Plan, version string) (err error) {
	if err := refuseIrregular(path); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, ".accredit-plan-*") // mode 0600
	if fault := (*fs.PathError)(nil); errors.As(err, &fault) {
		return &fs.PathError{Op: "save", Path: path, Err: fault.Err} // nobody named the temporary file
	}
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()           // closed already, or not needed
			_ = os.Remove(temp.Name()) // best effort: the plan is not there anyway
		}
	}()
	if err := writeSaved(temp, p, version); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if info, err := temp.Stat(); err != nil {
		return err
	} else if info.Size() > maxPlanSize {
		return fmt.Errorf("%s: the plan is larger than 4 GiB; narrow it with --client", path)
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// writeSaved writes the plan, then its digest.
func writeSaved(w io.Writer, p *engine.Plan, version string) error {
	b := bufio.NewWriterSize(w, bufferSize)
	digest, err := digestOver(func(hash io.Writer) error {
		return encodeOpen(io.MultiWriter(b, hash), p, version)
	})
	if err != nil {
		return err
	}
	if _, err := b.WriteString(digestOpen + digest + digestClose); err != nil {
		return err
	}
	return b.Flush()
}

// refuseIrregular lets pass what is not there or is an ordinary file.
func refuseIrregular(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: not an ordinary file; a saved plan is never written through a link or to a device", path)
	}
	return nil
}

// syncDir makes a rename in the folder survive power loss.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
