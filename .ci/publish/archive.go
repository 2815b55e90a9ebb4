package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// archives writes an archive for each platform: zip on Windows, tar.gz
// elsewhere. All is in one folder with the name of the archive.
func (r *release) archives() error {
	for _, p := range r.platforms {
		name := r.name(p)
		var files []file
		for _, program := range r.programs {
			files = append(files, file{path: name + "/" + p.executable(program), mode: 0o755, source: r.built(p, program)})
		}
		for _, f := range r.beside {
			f.path = name + "/" + f.path
			files = append(files, f)
		}
		write := writeTarGz
		if p.os == "windows" {
			write = writeZip
		}
		if err := r.create(r.archiveName(p), func(w io.Writer) error { return write(w, files, r.date) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *release) name(p platform) string {
	return project + "_" + r.version + "_" + p.os + "_" + p.arch
}

func (r *release) archiveName(p platform) string {
	if p.os == "windows" {
		return r.name(p) + ".zip"
	}
	return r.name(p) + ".tar.gz"
}

// create writes a file of the release.
func (r *release) create(name string, write func(io.Writer) error) (err error) {
	f, err := os.Create(filepath.Join(r.out, name))
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func writeTarGz(to io.Writer, files []file, date time.Time) error {
	packer, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	return errors.Join(writeTar(packer, files, date), packer.Close())
}

// writeTar writes files that belong to root. A path that ends with a slash is a
// folder.
func writeTar(to io.Writer, files []file, date time.Time) error {
	w := tar.NewWriter(to)
	for _, f := range files {
		content, err := f.read()
		if err != nil {
			return err
		}
		h := &tar.Header{Name: f.path, Mode: tarMode(f.mode), Size: int64(len(content)), ModTime: date, Format: tar.FormatPAX, Typeflag: tar.TypeReg}
		if f.mode.IsDir() {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
	return w.Close()
}

// tarMode is a mode with the sticky bit where tar has it.
func tarMode(mode os.FileMode) int64 {
	bits := int64(mode.Perm())
	if mode&os.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}

func writeZip(to io.Writer, files []file, date time.Time) error {
	w := zip.NewWriter(to)
	for _, f := range files {
		content, err := f.read()
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: f.path, Method: zip.Deflate, Modified: date}
		h.SetMode(f.mode)
		entry, err := w.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := entry.Write(content); err != nil {
			return err
		}
	}
	return w.Close()
}
