// What a Go programmer would write: net/http/fcgi, HMAC-SHA256 of path and
// expiry in the query, the file checked, nginx told to send it.
//
//	responder SOCKET ROOT SECRET
//
// SPDX-License-Identifier: ISC
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log"
	"mime"
	"net"
	"net/http"
	"net/http/fcgi"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const prefix = "/img/"

type responder struct {
	root   string
	secret []byte
}

func (r *responder) signed(request *http.Request) bool {
	query := request.URL.Query()
	expires, err := strconv.ParseInt(query.Get("expires"), 10, 64)
	if err != nil || expires < time.Now().Unix() {
		return false
	}
	given, err := hex.DecodeString(query.Get("sig"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte(request.URL.Path + "\n" + query.Get("expires")))
	return hmac.Equal(given, mac.Sum(nil))
}

func (r *responder) ServeHTTP(out http.ResponseWriter, request *http.Request) {
	if !strings.HasPrefix(request.URL.Path, prefix) || !r.signed(request) {
		http.Error(out, "Forbidden", http.StatusForbidden)
		return
	}
	name := strings.TrimPrefix(request.URL.Path, prefix)
	info, err := os.Stat(filepath.Join(r.root, filepath.Clean("/"+name)))
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(out, request)
		return
	}
	out.Header().Set("Content-Type", mime.TypeByExtension(filepath.Ext(name)))
	out.Header().Set("X-Content-Type-Options", "nosniff")
	out.Header().Set("X-Accel-Redirect", "/_postern/"+name)
}

func main() {
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(fcgi.Serve(listener, &responder{os.Args[2], []byte(os.Args[3])}))
}
