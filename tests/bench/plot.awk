# Draws many waiting calls beside their peers, as an SVG of two panels with logarithmic axes.
# Input: lines of "<way> <calls> <KB of memory for each> <processor seconds until all have ended>".

function log10(value) { return log(value) / log(10) }
function across(calls) { return left + panel * (plot_width + gap) + plot_width * (log10(calls) - 2) / 2 }
function down(value) { return top + plot_height * (1 - (log10(value) - low) / (high - low)) }
function text(x, y, style, words) { printf "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>\n", x, y, style, words }
function line(x1, y1, x2, y2) {
  printf "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"#e3e6ea\"/>\n", x1, y1, x2, y2
}

function draw_axes(title, names,    i, parts, calls) {
  text(across(100), top - 16, "head", title)
  split(names, parts, "|")
  for (i = low; i <= high; ++i) {
    line(across(100), down(10 ^ i), across(10000), down(10 ^ i))
    text(across(100) - 8, down(10 ^ i) + 4, "end", parts[i - low + 1])
  }
  for (calls = 100; calls <= 10000; calls *= 10) {
    line(across(calls), down(10 ^ low), across(calls), down(10 ^ high))
    text(across(calls), down(10 ^ low) + 18, "middle", calls == 10000 ? "10,000 calls" : calls == 1000 ? "1,000" : calls)
  }
}

# Names stand beside the last points, from the top to the bottom, no closer than a line's height.
function draw_curves(    i, j, way, points, y, order, n, place, swap) {
  for (i = 1; i <= ways; ++i) {
    way = way_of[i]
    points = ""
    for (j = 1; j <= sizes; ++j) {
      if (!((panel, way, size_of[j]) in value)) continue
      y = down(value[panel, way, size_of[j]])
      points = points sprintf("%.0f,%.0f ", across(size_of[j]), y)
      printf "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"3.5\" fill=\"%s\"/>\n", across(size_of[j]), y, colour[way]
      end_y[way] = y
      end_x = across(size_of[j])
    }
    printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>\n", points, colour[way], \
      way == "waiting" ? 3 : 1.8
    order[++n] = way
  }
  for (i = 1; i <= n; ++i)
    for (j = i + 1; j <= n; ++j)
      if (end_y[order[j]] < end_y[order[i]]) { swap = order[i]; order[i] = order[j]; order[j] = swap }
  place = -100
  for (i = 1; i <= n; ++i) {
    place = end_y[order[i]] > place + 15 ? end_y[order[i]] : place + 15
    printf "<text x=\"%.0f\" y=\"%.0f\" style=\"fill:%s\">%s</text>\n", end_x + 9, place + 4, colour[order[i]], name[order[i]]
  }
}

BEGIN {
  name["waiting"] = "segmind"; colour["waiting"] = "#1769aa"
  name["floor"] = "bare libcurl, one thread"; colour["floor"] = "#5b6570"
  name["threads"] = "libcurl, a thread each"; colour["threads"] = "#b06a00"
  name["httpx_asyncio"] = "httpx, asyncio"; colour["httpx_asyncio"] = "#7b4fa3"
  name["httpx_threads"] = "httpx, threads"; colour["httpx_threads"] = "#c2185b"
  left = 70; top = 52; plot_width = 270; plot_height = 250; gap = 190
  width = left + 2 * plot_width + gap + 120
}

{
  if (!($1 in seen)) { seen[$1] = 1; way_of[++ways] = $1 }
  if (!($2 in known)) { known[$2] = 1; size_of[++sizes] = $2 }
  value[0, $1, $2] = $2 * $3 / 1024
  value[1, $1, $2] = $4
}

END {
  height = top + plot_height + 40
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n", width, height
  print "<style>text { fill: #222 } .head { font-weight: bold; font-size: 14px } .end { text-anchor: end; fill: #555 }" \
    " .middle { text-anchor: middle; fill: #555 }</style>"
  printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#fff\"/>\n", width, height
  panel = 0; low = 0; high = 3
  draw_axes("Memory while calls wait", "1 MB|10 MB|100 MB|1 GB")
  draw_curves()
  panel = 1; low = -3; high = 1
  draw_axes("Processor time until all have ended", "1 ms|10 ms|0.1 s|1 s|10 s")
  draw_curves()
  print "</svg>"
}
