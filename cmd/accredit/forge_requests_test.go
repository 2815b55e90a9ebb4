package main

import (
	"net/http"
	"strings"
)

// pushed is what a branch was made of through the forge's API.
type pushed struct {
	parent  string            // commit
	base    string            // tree that it changes; only GitHub
	files   map[string]string // by path
	message string
}

func files(list any, path string) map[string]string {
	found := map[string]string{}
	for _, f := range list.([]any) {
		file := f.(map[string]any)
		found[file[path].(string)] = file["content"].(string)
	}
	return found
}

func (f *forge) makeTree(_ *http.Request, body map[string]any) (any, int) {
	f.tree = pushed{base: body["base_tree"].(string), files: files(body["tree"], "path")}
	return map[string]any{"sha": "7ree"}, http.StatusCreated
}

func (f *forge) makeCommit(_ *http.Request, body map[string]any) (any, int) {
	if body["tree"] != "7ree" {
		return map[string]any{"message": "no such tree"}, http.StatusUnprocessableEntity
	}
	f.tree.message, f.tree.parent = body["message"].(string), body["parents"].([]any)[0].(string)
	return map[string]any{"sha": "c0mm17"}, http.StatusCreated
}

func (f *forge) makeRef(_ *http.Request, body map[string]any) (any, int) {
	name := strings.TrimPrefix(body["ref"].(string), "refs/heads/")
	if _, there := f.pushed[name]; there || body["sha"] != "c0mm17" {
		return map[string]any{"message": "Reference already exists"}, http.StatusUnprocessableEntity
	}
	f.pushed[name] = f.tree
	return map[string]any{}, http.StatusCreated
}

// matchingRefs gives what begins with the name, as GitHub does.
func (f *forge) matchingRefs(r *http.Request, _ map[string]any) (any, int) {
	list := []any{}
	for name := range f.pushed {
		if strings.HasPrefix(name, r.PathValue("ref")) {
			list = append(list, map[string]any{"ref": "refs/heads/" + name})
		}
	}
	return list, 200
}

func (f *forge) branches(r *http.Request, _ map[string]any) (any, int) {
	list := []any{}
	for name := range f.pushed {
		if search := r.URL.Query().Get("search"); search == "^"+name+"$" {
			list = append(list, map[string]any{"name": name})
		}
	}
	return list, 200
}

func (f *forge) commitActions(_ *http.Request, body map[string]any) (any, int) {
	f.pushed[body["branch"].(string)] = pushed{parent: body["start_sha"].(string), files: files(body["actions"], "file_path"), message: body["commit_message"].(string)}
	return map[string]any{"id": "c0mm17"}, http.StatusCreated
}

func (f *forge) listRequests(r *http.Request, _ map[string]any) (any, int) {
	head := r.URL.Query().Get("source_branch") + strings.TrimPrefix(r.URL.Query().Get("head"), "o:")
	list := []any{}
	for _, made := range f.requests {
		if made.labels == head {
			list = append(list, map[string]any{"number": made.id, "iid": made.id})
		}
	}
	return list, 200
}

func (f *forge) openRequest(_ *http.Request, body map[string]any) (any, int) {
	f.next++
	made := entry{id: f.next, title: body["title"].(string)}
	for _, name := range []string{"head", "source_branch"} {
		if branch, ok := body[name].(string); ok {
			made.labels = branch
		}
	}
	for _, name := range []string{"body", "description"} {
		if text, ok := body[name].(string); ok {
			made.text = text
		}
	}
	f.requests = append(f.requests, made)
	return map[string]any{"number": made.id, "iid": made.id}, http.StatusCreated
}
