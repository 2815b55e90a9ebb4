package fakehub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Handler serves the API, the pages, exports and what is under /_: to this
// machine alone, by the name that a browser asks for.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_faults", h.serveFaults)
	mux.HandleFunc("POST /_faults", h.serveFaults)
	mux.HandleFunc("GET /_log", h.serveLog)
	mux.HandleFunc("GET /_world", h.serveWorld)
	mux.HandleFunc("PUT /_world", h.serveWorld)
	mux.HandleFunc("GET /export/{file}", h.serveExport)
	h.pages(mux)
	return onlyHere(http.NewCrossOriginProtection().Handler(h.besideAPI(mux)))
}

// besideAPI serves the API, and pages with next. A ServeMux would lead requests
// with dots or empty parts in the path elsewhere, which HubSpot does not.
func (h *Hub) besideAPI(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range []string{"/settings/", "/account-info/", "/crm/"} {
			if strings.HasPrefix(r.URL.Path, prefix) {
				h.serveAPI(w, r)
				return
			}
		}
		pages.ServeHTTP(w, r)
	})
}

// onlyHere refuses requests for another name than this machine's, so that no page
// of another site reaches the fake by a name that it made lead here.
func onlyHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if host != "localhost" && !isLoopback(host) {
			http.Error(w, "this is a fake HubSpot for this machine alone: ask for 127.0.0.1", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Listen listens at an address of this machine alone, such as 127.0.0.1:8099. Port
// 0 takes a free one.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is no address: write it like 127.0.0.1:8099", address)
	}
	if host != "localhost" && !isLoopback(host) {
		return nil, fmt.Errorf("%s is not loopback: keys and people of the world would be open to others. Use 127.0.0.1", address)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() { // localhost may lead anywhere
		return nil, errors.Join(fmt.Errorf("%s is not loopback", l.Addr()), l.Close())
	}
	return l, nil
}

// Serve serves until the context ends, and then what is in flight, for five
// seconds at most.
func (h *Hub) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: h.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	h.Close()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Shutdown(stop); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}
