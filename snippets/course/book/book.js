// Shows the headings that contain what is typed into the search field of the page list.
const search = document.getElementById("search");
const found = document.getElementById("found");
const chapters = document.querySelectorAll("#pages > ul > li");

search.addEventListener("input", () => {
  const words = search.value.trim().toLowerCase();
  document.getElementById("pages").classList.toggle("searching", words !== "");
  let count = 0;
  for (const chapter of chapters) {
    let any = chapter.querySelector("a").textContent.toLowerCase().includes(words);
    count += any ? 1 : 0;
    for (const heading of chapter.querySelectorAll("ul li")) {
      heading.hidden = !heading.textContent.toLowerCase().includes(words);
      any = any || !heading.hidden;
      count += heading.hidden ? 0 : 1;
    }
    chapter.hidden = !any;
  }
  found.textContent = words === "" ? "" : count === 0 ? "No heading has this text."
    : count === 1 ? "1 heading" : count + " headings";
});
