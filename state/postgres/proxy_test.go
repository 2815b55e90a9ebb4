package postgres

import (
	"bytes"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
)

// proxy stands between a store and its server, and does something when a
// COMMIT comes by.
type proxy struct {
	t        *testing.T
	dir      string
	server   string // socket
	listener net.Listener
	done     sync.WaitGroup

	mu       sync.Mutex
	onCommit func(*link) // of the next COMMIT; nil: nothing
	links    []*link
}

// close ends everything but one link: nobody else reaches the server.
func (p *proxy) close(but *link) {
	p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		if l != but {
			l.cut()
		}
	}
}

// link is a connection through the proxy.
type link struct {
	client, server net.Conn
	mu             sync.Mutex
	deaf           bool // what the server says next is not passed on
}

// swallow cuts the link when the server answers.
func (l *link) swallow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deaf = true
}

func (l *link) cut() {
	l.client.Close()
	l.server.Close()
}

func newProxy(t *testing.T, socket string) *proxy {
	t.Helper()
	p := &proxy{t: t, dir: t.TempDir(), server: socket}
	var err error
	if p.listener, err = net.Listen("unix", filepath.Join(p.dir, filepath.Base(socket))); err != nil {
		t.Fatal(err)
	}
	p.done.Go(p.accept)
	t.Cleanup(func() {
		p.listener.Close()
		p.done.Wait()
	})
	return p
}

// through is a URL that goes through the proxy.
func (p *proxy) through(place string) string {
	u, err := url.Parse(place)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	q.Set("host", p.dir)
	u.RawQuery = q.Encode()
	return u.String()
}

func (p *proxy) next(onCommit func(*link)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onCommit = onCommit
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", p.server)
		if err != nil { // it is being restarted
			client.Close()
			continue
		}
		l := &link{client: client, server: server}
		p.mu.Lock()
		p.links = append(p.links, l)
		p.mu.Unlock()
		p.done.Go(func() { p.upstream(l) })
		p.done.Go(func() { p.downstream(l) })
	}
}

func (p *proxy) upstream(l *link) {
	defer l.cut()
	b := make([]byte, 1<<16)
	for {
		n, err := l.client.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("COMMIT\x00")) {
			p.mu.Lock()
			onCommit := p.onCommit
			p.onCommit = nil
			p.mu.Unlock()
			if onCommit != nil {
				onCommit(l)
			}
		}
		if _, err := l.server.Write(b[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) downstream(l *link) {
	defer l.cut()
	b := make([]byte, 1<<16)
	for {
		n, err := l.server.Read(b)
		l.mu.Lock()
		deaf := l.deaf
		l.mu.Unlock()
		if deaf || err != nil {
			return
		}
		if _, err := l.client.Write(b[:n]); err != nil {
			return
		}
	}
}
