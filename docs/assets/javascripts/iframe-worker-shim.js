// Ours. The theme starts its search on every page. Here it waits until a reader wants to search, because its index is
// larger than most pages. On file://, where browsers refuse workers, a hidden frame does the worker's job.
(function () {
  "use strict"
  const RealWorker = window.Worker
  const INDEX = new URL("../../search/full_index.js", document.currentScript.src)
  const SETUP = 0

  const wanted = new Promise((resolve) => {
    document.addEventListener("focusin", (event) => {
      if (event.target.closest("[data-md-component=search]")) resolve()
    })
  })

  function load(url, into) {
    return new Promise((resolve, reject) => {
      const script = into.createElement("script")
      script.src = url
      script.onload = resolve
      script.onerror = () => reject(new Error(`${url} did not load`))
      into.head.append(script)
    })
  }

  async function frameWorker(url, receive) {
    const frame = document.createElement("iframe")
    frame.hidden = true
    frame.title = "Search"
    frame.srcdoc = "<!doctype html><title>Search</title>"
    const ready = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }))
    document.body.append(frame)
    await ready
    const inner = frame.contentWindow
    inner.postMessage = receive
    inner.importScripts = (...urls) => Promise.all(urls.map((one) => load(one, inner.document)))
    await load(url, inner.document)
    return (data) => inner.dispatchEvent(new inner.MessageEvent("message", { data }))
  }

  function realWorker(url, receive) {
    const worker = new RealWorker(url)
    worker.addEventListener("message", (event) => receive(event.data))
    return (data) => worker.postMessage(data)
  }

  class PatientWorker extends EventTarget {
    constructor(url) {
      super()
      const receive = (data) => this.dispatchEvent(new MessageEvent("message", { data }))
      const start = location.protocol === "file:" ? frameWorker : realWorker
      this.queue = wanted.then(() => load(INDEX, document)).then(() => start(String(url), receive))
    }

    postMessage(message) {
      this.queue = this.queue.then((send) => {
        // The page came with an index that holds no pages; the whole one is here now.
        send(message.type === SETUP ? { ...message, data: { ...message.data, docs: window.courseIndex.docs } } : message)
        return send
      })
    }
  }

  window.Worker = PatientWorker
})()
