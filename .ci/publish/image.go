package main

import (
	"bytes"
	"encoding/pem"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// nobody is the user that the image runs as, and nothing of the image belongs
// to.
const nobody = "65532"

// image writes an OCI image for each architecture of Linux into one archive of
// an image layout. It has the programs and what they need of a system, and
// neither a shell nor packages.
func (r *release) image() error {
	var index v1.ImageIndex = mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	found := false
	for _, p := range r.platforms {
		if p.os != "linux" {
			continue
		}
		img, err := r.imageFor(p)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
			Platform:    &v1.Platform{OS: p.os, Architecture: p.arch},
			Annotations: map[string]string{"org.opencontainers.image.ref.name": r.version},
		}})
		found = true
	}
	if !found {
		return nil
	}
	folder := filepath.Join(r.stage, "image")
	if _, err := layout.Write(folder, index); err != nil {
		return err
	}
	return r.create(project+"_"+r.version+"_image.oci.tar", func(w io.Writer) error { return r.writeFolder(w, folder) })
}

func (r *release) imageFor(p platform) (v1.Image, error) {
	files, err := r.imageFiles(p)
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer
	if err := writeTar(&content, files, r.date); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	img, err := mutate.Append(mutate.MediaType(mutate.ConfigMediaType(empty.Image, types.OCIConfigJSON), types.OCIManifestSchema1), mutate.Addendum{
		Layer:   layer,
		History: v1.History{Created: v1.Time{Time: r.date}, CreatedBy: "accredit release"},
	})
	if err != nil {
		return nil, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = p.os, p.arch, v1.Time{Time: r.date}
	config.Config = v1.Config{
		User: nobody + ":" + nobody, WorkingDir: "/work", Entrypoint: []string{"/usr/bin/" + project},
		Env: []string{"PATH=/usr/bin", "HOME=/home/nobody", "SSL_CERT_FILE=/" + rootsFile},
		Labels: map[string]string{
			"org.opencontainers.image.title": project, "org.opencontainers.image.version": r.version,
			"org.opencontainers.image.revision": r.commit, "org.opencontainers.image.licenses": "Apache-2.0",
		},
	}
	return mutate.ConfigFile(img, config)
}

const rootsFile = "etc/ssl/certs/ca-certificates.crt"

// imageFiles are the files of an image, each folder before what is in it.
func (r *release) imageFiles(p platform) ([]file, error) {
	all := []file{
		{path: "etc/passwd", mode: 0o644, content: []byte("root:x:0:0:root:/:/sbin/nologin\nnobody:x:" + nobody + ":" + nobody + ":nobody:/home/nobody:/sbin/nologin\n")},
		{path: "etc/group", mode: 0o644, content: []byte("root:x:0:\nnobody:x:" + nobody + ":\n")},
		{path: rootsFile, mode: 0o644, content: roots()},
	}
	installed, err := r.installed(p, "")
	if err != nil {
		return nil, err
	}
	for _, f := range installed {
		if strings.HasPrefix(f.path, "usr/bin/") || strings.HasPrefix(f.path, "usr/share/doc/") {
			all = append(all, f)
		}
	}
	folders := map[string]os.FileMode{"tmp/": 0o777 | os.ModeSticky, "work/": 0o755, "home/nobody/": 0o777}
	for _, f := range append(slices.Clone(all), file{path: "home/nobody"}) {
		for dir := path.Dir(f.path); dir != "."; dir = path.Dir(dir) {
			if _, ok := folders[dir+"/"]; !ok {
				folders[dir+"/"] = 0o755
			}
		}
	}
	for dir, mode := range folders {
		all = append(all, file{path: dir, mode: mode | os.ModeDir})
	}
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return all, nil
}

// roots are the certificates of those that vouch for servers, as Mozilla has
// them, without those that count only for some names.
func roots() []byte {
	var b bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // writes to memory
		}
	}
	return b.Bytes()
}

// writeFolder writes a folder as tar, by name.
func (r *release) writeFolder(w io.Writer, folder string) error {
	var all []file
	err := filepath.WalkDir(folder, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside, err := filepath.Rel(folder, name)
		all = append(all, file{path: filepath.ToSlash(inside), mode: 0o644, source: name})
		return err
	})
	if err != nil {
		return err
	}
	return writeTar(w, all, r.date)
}
