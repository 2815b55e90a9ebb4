package live

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// realBase is HubSpot's API.
const realBase = "https://api.hubapi.com"

// parseBase reads the address of the API: HubSpot's, or one of this machine. The
// host is an IP address or localhost; of what localhost is is looked at when it is
// dialed.
func parseBase(text string) (*url.URL, error) {
	if text == "" {
		text = realBase
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s is not a URL", EnvBaseURL)
	}
	if u.Path == "/" {
		u.Path = ""
	}
	ip := net.ParseIP(u.Hostname())
	local := (u.Scheme == "http" || u.Scheme == "https") && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
	switch {
	case u.String() == realBase:
	case u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "":
		return nil, fmt.Errorf("%s is a URL with a host and a port, and nothing else: http://127.0.0.1:8099", EnvBaseURL)
	case !local:
		return nil, fmt.Errorf("%s is for this machine only, such as http://127.0.0.1:8099: keys are sent to nobody but HubSpot", EnvBaseURL)
	}
	return u, nil
}

// newTransport makes what sends requests to the API. A proxy of the environment is
// used for HubSpot alone, and dial for this machine alone; nil is dialLoopback.
func newTransport(base *url.URL, dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	t := &http.Transport{
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
	switch {
	case base.String() == realBase:
		t.Proxy = http.ProxyFromEnvironment
	case dial != nil:
		t.DialContext = dial
	default:
		t.DialContext = dialLoopback
	}
	return t
}

// dialLoopback connects to this machine, and to nothing else, whatever a name
// server says of localhost.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	found, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return nil, err
	}
	err = errors.New("the host has no address")
	for _, ip := range found {
		if !ip.IP.IsLoopback() {
			return nil, fmt.Errorf("%s is not this machine", host)
		}
		var conn net.Conn
		if conn, err = (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort(ip.String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// isOf reports whether a request goes to where the key may go.
func isOf(base *url.URL, r *http.Request) bool {
	return r.URL.Scheme == base.Scheme && r.URL.Host == base.Host && (r.Host == "" || r.Host == base.Host)
}
