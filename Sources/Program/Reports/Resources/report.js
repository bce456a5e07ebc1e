"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const slider = document.getElementById("epoch");
  const name = document.getElementById("epoch-name");
  const last = data.epochs.length - 1;

  function showPictures(epoch) {
    for (const element of document.querySelectorAll("[data-run]")) {
      const run = data.runs[element.dataset.run];
      const pictures = run.pictures[epoch.name];
      for (const picture of element.querySelectorAll("[data-picture]")) {
        picture.hidden = !pictures;
        if (!pictures) continue;
        const image = picture.querySelector("img");
        image.src = "data:image/png;base64," + pictures[picture.dataset.picture];
        image.alt = image.dataset.alt.replace("EPOCH", epoch.name);
      }
      const note = element.querySelector("[data-absent]");
      note.hidden = Boolean(pictures);
      note.textContent = run.left_out.includes(epoch.name)
        ? `${epoch.name} of this run is damaged.` : `This run has no ${epoch.name}.`;
      const classes = element.querySelector("[data-classes]");
      if (!classes) continue;
      classes.hidden = !pictures;
      if (pictures) showClasses(classes, pictures.classes);
    }
  }

  function showClasses(table, counts) {
    const sum = counts.reduce((total, count) => total + count, 0);
    const cells = table.querySelectorAll("[data-class]");
    counts.forEach((count, index) => {
      const cell = cells[index];
      cell.style.setProperty("--share", Math.min(1, count / sum / data.largest_share));
      cell.querySelector("span").textContent = (100 * count / sum).toFixed(1) + " %";
    });
  }

  function showNumbers(epoch) {
    for (const cell of document.querySelectorAll("[data-value]")) {
      const values = data.runs[cell.dataset.of].values[epoch.name];
      cell.textContent = values?.[cell.dataset.value] ?? "-";
    }
    for (const row of document.querySelectorAll("tr[data-epoch]")) {
      row.classList.toggle("current", row.dataset.epoch === epoch.name);
    }
  }

  function showCursor(epoch) {
    for (const chart of document.querySelectorAll("svg.chart[data-x]")) {
      const [left, right, top, bottom] = chart.dataset.x.split(" ").map(Number);
      const [first, final] = chart.dataset.epochs.split(" ").map(Number);
      let line = chart.querySelector(".cursor");
      if (!line) {
        line = document.createElementNS(chart.namespaceURI, "line");
        line.classList.add("cursor");
        chart.append(line);
      }
      const x = left + (right - left) * (epoch.number - first) / (final - first);
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
      line.setAttribute("y1", top);
      line.setAttribute("y2", bottom);
    }
  }

  function show(index) {
    const epoch = data.epochs[index];
    slider.value = index;
    slider.setAttribute("aria-valuetext", epoch.name);
    name.textContent = epoch.name;
    for (const place of document.querySelectorAll("[data-epoch-of]")) {
      place.textContent = "of " + epoch.name;
    }
    showPictures(epoch);
    showNumbers(epoch);
    showCursor(epoch);
  }

  function move(by) { show(Math.max(0, Math.min(last, Number(slider.value) + by))); }

  slider.max = last;
  slider.addEventListener("input", () => show(Number(slider.value)));
  document.getElementById("before").addEventListener("click", () => move(-1));
  document.getElementById("after").addEventListener("click", () => move(1));
  document.getElementById("bar").hidden = last < 1;
  show(data.epochs.findIndex((epoch) => epoch.name === data.first_shown));
})();
