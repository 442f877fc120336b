-- Asks for the URLs of a file one after the other (wrk ... -- FILE), and ends
-- with one line of figures that statistics.js reads: microseconds and counts.
-- SPDX-License-Identifier: ISC

local requests = {}
local at = 0

function init(args)
	for target in io.lines(args[1]) do
		requests[#requests + 1] =
			wrk.format("GET", target, { ["Host"] = "example.org" })
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format(
		"bench requests=%d duration=%d bytes=%d p50=%d p99=%d status=%d connect=%d read=%d write=%d timeout=%d\n",
		summary.requests, summary.duration, summary.bytes,
		latency:percentile(50), latency:percentile(99), errors.status,
		errors.connect, errors.read, errors.write, errors.timeout))
end
