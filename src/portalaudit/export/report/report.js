(function () {
  "use strict";
  // Draws each figure's chart and then folds its table away; where drawing fails, the open table is all there is.
  document.querySelectorAll("figure[data-chart]").forEach(function (figure) {
    var place = figure.querySelector(".chart");
    var table = figure.querySelector("details");
    var spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    place.hidden = false;
    vegaEmbed(place, spec, { ast: true, renderer: "svg", actions: false, tooltip: false, hover: false, defaultStyle: false }).then(
      function () {
        // The place is one image with a label of its own; its parts say nothing to a screen reader.
        place.querySelector("svg").setAttribute("aria-hidden", "true");
        table.open = false;
        figure.dataset.drawn = "yes";
      },
      function () {
        place.hidden = true;
      }
    );
  });
  // A link into a closed fold opens it.
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
  // Paper has no folds: all but the charts' tables are opened for printing, and closed again.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])")).filter(function (fold) {
      return !fold.closest("figure");
    });
    opened.forEach(function (fold) {
      fold.open = true;
    });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (fold) {
      fold.open = false;
    });
  });
})();
