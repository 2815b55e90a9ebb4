package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// forge stands for GitHub's and GitLab's API: comments, issues, merged pull
// requests and artifacts, with pages, tokens and the names that the real ones
// use. It is what cannot run here.
type forge struct {
	*httptest.Server
	mu        sync.Mutex
	comments  []entry // of pull request 7
	issues    []entry
	remarks   []entry // comments of the issues
	next      int
	calls     []string // that change something
	head      string   // of the merged pull request; empty: the commit comes from none
	plan      []byte   // the artifact of head
	unchecked []string // what a call did wrong

	pushed   map[string]pushed // by branch
	tree     pushed            // made, and on no branch yet
	requests []entry           // pull requests that were opened: labels is the branch
}

// entry is a comment or an issue.
type entry struct {
	id            int
	author        string
	text          string
	labels, title string
	closed        bool
	association   string
	issue, userID int  // of a remark
	edited        bool // of a remark
}

const forgeToken = "token-of-the-job"

func newForge(t *testing.T) *forge {
	f := &forge{next: 1000, pushed: map[string]pushed{}}
	mux := http.NewServeMux()
	for pattern, answer := range map[string]func(*http.Request, map[string]any) (any, int){
		"GET /repos/o/r/issues/7/comments":             func(r *http.Request, _ map[string]any) (any, int) { return page(r, f.githubComments()), 200 },
		"POST /repos/o/r/issues/7/comments":            f.postComment,
		"PATCH /repos/o/r/issues/comments/{id}":        f.editComment,
		"GET /repos/o/r/issues":                        f.githubIssues,
		"POST /repos/o/r/issues":                       f.postIssue,
		"PATCH /repos/o/r/issues/{id}":                 f.editIssue,
		"GET /repos/o/r/issues/{id}/comments":          f.listRemarks("user"),
		"POST /repos/o/r/issues/{id}/comments":         f.postRemark,
		"GET /projects/12/issues/{id}/notes":           f.listRemarks("author"),
		"POST /projects/12/issues/{id}/notes":          f.postRemark,
		"GET /repos/o/r/pulls":                         f.listRequests,
		"POST /repos/o/r/pulls":                        f.openRequest,
		"GET /repos/o/r/git/matching-refs/heads/{ref}": f.matchingRefs,
		"POST /repos/o/r/git/trees":                    f.makeTree,
		"POST /repos/o/r/git/commits":                  f.makeCommit,
		"POST /repos/o/r/git/refs":                     f.makeRef,
		"GET /projects/12/merge_requests":              f.listRequests,
		"POST /projects/12/merge_requests":             f.openRequest,
		"GET /projects/12/repository/branches":         f.branches,
		"POST /projects/12/repository/commits":         f.commitActions,
		"GET /repos/o/r/commits/{sha}/pulls":           f.pulls,
		"GET /repos/o/r/actions/artifacts":             f.artifacts,
		"GET /repos/o/r/actions/artifacts/5/zip":       nil,
		"GET /projects/12/merge_requests/7/notes":      func(r *http.Request, _ map[string]any) (any, int) { return page(r, f.notes()), 200 },
		"POST /projects/12/merge_requests/7/notes":     f.postComment,
		"PUT /projects/12/merge_requests/7/notes/{id}": f.editComment,
		"GET /user":                    func(*http.Request, map[string]any) (any, int) { return map[string]any{"id": botID}, 200 },
		"GET /projects/12/issues":      f.gitlabIssues,
		"POST /projects/12/issues":     f.postIssue,
		"PUT /projects/12/issues/{id}": f.editIssue,
		"GET /projects/12/repository/commits/{sha}/merge_requests": f.mergeRequests,
		"GET /projects/12/merge_requests/7/pipelines":              f.pipelines,
		"GET /projects/12/pipelines/{id}/jobs":                     f.jobs,
		"GET /projects/12/jobs/{id}/artifacts/out/plan.json":       nil,
	} {
		mux.HandleFunc(pattern, f.handle(answer))
	}
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

// handle checks what every call must have, and answers.
func (f *forge) handle(answer func(*http.Request, map[string]any) (any, int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+forgeToken {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		var body map[string]any
		if r.Method != http.MethodGet {
			f.calls = append(f.calls, r.Method+" "+r.URL.Path)
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
		}
		if answer == nil {
			f.download(w, r)
			return
		}
		value, code := answer(r, body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		if err := json.NewEncoder(w).Encode(value); err != nil {
			f.unchecked = append(f.unchecked, err.Error())
		}
	}
}

// download gives the artifact: a file of GitLab's, an archive of GitHub's.
func (f *forge) download(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/zip") {
		_, _ = w.Write(f.plan)
		return
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	file, err := z.Create("plan.json")
	if err == nil {
		_, err = file.Write(f.plan)
	}
	if err != nil || z.Close() != nil {
		f.unchecked = append(f.unchecked, "no archive")
	}
	_, _ = w.Write(b.Bytes())
}

// page cuts a list as both APIs do.
func page(r *http.Request, list []any) []any {
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	if size == 0 {
		size, n = 30, 1
	}
	from := min((n-1)*size, len(list))
	return list[from:min(from+size, len(list))]
}

func (f *forge) githubComments() []any {
	list := []any{}
	for _, c := range f.comments {
		list = append(list, map[string]any{"id": c.id, "body": c.text, "user": map[string]any{"login": c.author}})
	}
	return list
}

func (f *forge) notes() []any {
	list := []any{}
	for _, c := range f.comments {
		author := 99
		if c.author == "github-actions[bot]" {
			author = 41
		}
		list = append(list, map[string]any{"id": c.id, "body": c.text, "author": map[string]any{"id": author}})
	}
	return list
}

func (f *forge) postComment(_ *http.Request, body map[string]any) (any, int) {
	f.next++
	f.comments = append(f.comments, entry{id: f.next, author: "github-actions[bot]", text: body["body"].(string)})
	return map[string]any{"id": f.next}, http.StatusCreated
}

func (f *forge) editComment(r *http.Request, body map[string]any) (any, int) {
	for i := range f.comments {
		if strconv.Itoa(f.comments[i].id) == r.PathValue("id") {
			f.comments[i].text = body["body"].(string)
			return map[string]any{}, 200
		}
	}
	return map[string]any{"message": "Not Found"}, http.StatusNotFound
}

func (f *forge) open(r *http.Request, number, text string) []any {
	list := []any{}
	for _, i := range f.issues {
		if !i.closed && i.labels == r.URL.Query().Get("labels") && strings.HasPrefix(r.URL.Query().Get("state"), "open") {
			list = append(list, map[string]any{number: i.id, text: i.text, "title": i.title, "author_association": i.association})
		}
	}
	return list
}

func (f *forge) githubIssues(r *http.Request, _ map[string]any) (any, int) {
	return page(r, f.open(r, "number", "body")), 200
}

func (f *forge) gitlabIssues(r *http.Request, _ map[string]any) (any, int) {
	return page(r, f.open(r, "iid", "description")), 200
}

func (f *forge) postIssue(r *http.Request, body map[string]any) (any, int) {
	f.next++
	text, labels := body["body"], fmt.Sprint(body["labels"])
	if strings.HasPrefix(r.URL.Path, "/projects") {
		text = body["description"]
	}
	f.issues = append(f.issues, entry{id: f.next, text: text.(string), title: body["title"].(string), labels: strings.Trim(labels, "[]")})
	return map[string]any{"number": f.next, "iid": f.next}, http.StatusCreated
}

func (f *forge) editIssue(r *http.Request, body map[string]any) (any, int) {
	for i := range f.issues {
		if strconv.Itoa(f.issues[i].id) != r.PathValue("id") {
			continue
		}
		for _, name := range []string{"body", "description"} {
			if text, ok := body[name].(string); ok {
				f.issues[i].text = text
			}
		}
		if body["state"] == "closed" || body["state_event"] == "close" {
			f.issues[i].closed = true
		}
		return map[string]any{}, 200
	}
	return map[string]any{"message": "Not Found"}, http.StatusNotFound
}

// botID is who the pipeline is.
const botID = 41

// listRemarks answers the comments of an issue, with their author as one forge
// or the other calls them.
func (f *forge) listRemarks(author string) func(*http.Request, map[string]any) (any, int) {
	return func(r *http.Request, _ map[string]any) (any, int) {
		list := []any{}
		for _, c := range f.remarks {
			if strconv.Itoa(c.issue) != r.PathValue("id") {
				continue
			}
			updated := "2020-03-01T09:00:00Z"
			if c.edited {
				updated = "2020-03-01T09:00:07Z"
			}
			list = append(list, map[string]any{
				"id": c.id, "body": c.text, "created_at": "2020-03-01T09:00:00Z", "updated_at": updated, "system": false,
				author: map[string]any{"id": c.userID, "login": c.author, "username": c.author},
			})
		}
		return page(r, list), 200
	}
}

func (f *forge) postRemark(r *http.Request, body map[string]any) (any, int) {
	issue, _ := strconv.Atoi(r.PathValue("id"))
	f.remark(issue, botID, "github-actions[bot]", body["body"].(string))
	return map[string]any{"id": f.next}, http.StatusCreated
}

// remark is what somebody writes below an issue.
func (f *forge) remark(issue, userID int, author, text string) {
	f.next++
	f.remarks = append(f.remarks, entry{id: f.next, issue: issue, userID: userID, author: author, text: text})
}

func (f *forge) pulls(*http.Request, map[string]any) (any, int) {
	if f.head == "" {
		return []any{}, 200
	}
	return []any{map[string]any{"number": 6, "merged_at": nil, "head": map[string]any{"sha": "0"}},
		map[string]any{"number": 7, "merged_at": "2026-11-21T09:00:00Z", "head": map[string]any{"sha": f.head}}}, 200
}

func (f *forge) artifacts(r *http.Request, _ map[string]any) (any, int) {
	list := []any{map[string]any{"id": 4, "expired": true, "archive_download_url": f.URL + "/nowhere"}}
	if r.URL.Query().Get("name") == "accredit-plan-"+f.head {
		list = append(list, map[string]any{"id": 5, "expired": false, "archive_download_url": f.URL + "/repos/o/r/actions/artifacts/5/zip"})
	}
	return map[string]any{"artifacts": list}, 200
}

func (f *forge) mergeRequests(*http.Request, map[string]any) (any, int) {
	if f.head == "" {
		return []any{}, 200
	}
	return []any{map[string]any{"iid": 7, "state": "merged", "sha": f.head}}, 200
}

func (f *forge) pipelines(r *http.Request, _ map[string]any) (any, int) {
	return page(r, []any{map[string]any{"id": 30, "sha": "older"}, map[string]any{"id": 31, "sha": f.head}}), 200
}

func (f *forge) jobs(r *http.Request, _ map[string]any) (any, int) {
	if r.PathValue("id") != "31" {
		return []any{}, 200
	}
	return page(r, []any{map[string]any{"id": 50, "name": "comment"}, map[string]any{"id": 51, "name": "plan"}}), 200
}

// took gives the changing calls since it was last asked.
func (f *forge) took() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	calls := slices.Clone(f.calls)
	f.calls = nil
	return calls
}
