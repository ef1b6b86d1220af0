// Ours. The search runs in a worker, which browsers refuse on file://. There, a hidden frame does the worker's job.
(function () {
  "use strict"
  if (location.protocol !== "file:") return

  class FrameWorker extends EventTarget {
    constructor(url) {
      super()
      this.waiting = []
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      this.frame.title = "Search"
      this.frame.srcdoc = "<!doctype html><title>Search</title>"
      this.frame.addEventListener("load", () => this.start(String(url)), { once: true })
      const add = () => document.body.append(this.frame)
      if (document.body) add()
      else document.addEventListener("DOMContentLoaded", add)
    }

    start(url) {
      const inner = this.frame.contentWindow
      inner.postMessage = (data) => this.receive(data)
      inner.importScripts = (...urls) => Promise.all(urls.map((one) => this.load(one)))
      this.load(url).then(() => {
        const waiting = this.waiting
        this.waiting = null
        waiting.forEach((data) => this.send(data))
      })
    }

    load(url) {
      return new Promise((resolve, reject) => {
        const script = this.frame.contentDocument.createElement("script")
        script.src = url
        script.onload = resolve
        script.onerror = () => reject(new Error(`${url} did not load`))
        this.frame.contentDocument.head.append(script)
      })
    }

    send(data) {
      const inner = this.frame.contentWindow
      inner.dispatchEvent(new inner.MessageEvent("message", { data }))
    }

    receive(data) {
      const event = new MessageEvent("message", { data })
      this.dispatchEvent(event)
      if (typeof this.onmessage === "function") this.onmessage(event)
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data)
      else this.send(data)
    }

    terminate() {
      this.frame.remove()
    }
  }

  window.Worker = FrameWorker
})()
