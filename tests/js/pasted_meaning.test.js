/* What is copied means the same where it is pasted, or the line below the box says what is not there any more. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inert } from "../../static/js/rich/inert.js";
import { markdownOf } from "../../static/js/rich/markdown.js";
import { leftBehind } from "../../static/js/rich/words.js";
import { parsed } from "./support/html.js";

const read = (html) => markdownOf(parsed(inert(html)));
const wingdings = (signs, font = "Wingdings") => `<span style='font-family:${font};mso-ascii-font-family:Calibri;mso-char-type:symbol;mso-symbol-font-family:${font}'>${signs}</span>`;
const tabs = (number) => `<span style='mso-tab-count:${number}'>${"&nbsp; ".repeat(6 * number)}</span>`;
const office = (level, sign, words, font = "") => `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><!--[if !supportLists]--><span style='${font}'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><!--[endif]-->${words}</p>`;
const footnote = (kind, sign) => `<a style='mso-${kind}-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference>${sign}</span><![endif]></span></span></a>`;
const check = (state, words, style = "") => `<li dir="ltr" role="checkbox" aria-checked="${state}" style="list-style-type:none" aria-level="1"><img src="data:image/png;base64,AA" width="17.6px" height="17.6px" alt="${state === "true" ? "checked" : "unchecked"}" aria-roledescription="checkbox" /><p style="display:inline-block" role="presentation"><span style="${style}">${words}</span></p></li>`;
const safe = (address) => `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&amp;data=05%7C01%7Cwen&amp;reserved=0`;

const KEPT = {
  "above and below the line": {
    "10<sup>3</sup> m<sup>2</sup>, H<sub>2</sub>O": "10³ m², H₂O",
    'x<span style="font-size:0.6em;vertical-align:super;">−12</span>': "x⁻¹²",
    'CO<span style="vertical-align:sub">2</span>': "CO₂",
    "2<sup>1<span>0</span></sup>": "2¹⁰",
    "x<sup>2.5</sup> and y<sub>max</sub>": "x^(2.5) and y\\_(max)",
    "x<sup>n+1</sup>": "xⁿ⁺¹",
    "the 4<sup>th</sup>, 20<sup>o</sup>C, Brand<sup>TM</sup>, x<sup>'</sup>": "the 4th, 20ºC, Brand™, x'",
    "said<sup>[2]</sup>": "said [2]",
    "x<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>2</span>": "x²",
    "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>a</mi><mn>1</mn></msub></math>": "x²+a₁",
    "<style>.font6 {vertical-align:super;}</style>a<span class=font6>2</span>": "a²",
  },
  notes: {
    [`as seen${footnote("footnote", "[1]")}.`]: "as seen [1].",
    [`as seen${footnote("endnote", "<sup>ii</sup>")}`]: "as seen [ii]",
    'as seen<a href="#_ftnref2"><sup>2</sup></a>': "as seen [2]",
    'as seen<sup id="ftnt_ref1"><a href="#ftnt1">[1]</a></sup>': "as seen [1]",
    "He said <q>no</q>": "He said “no”",
  },
  "signs of other fonts": {
    [`${wingdings("ü")} ${wingdings("û")} ${wingdings("à")} ${wingdings("J")} ${wingdings("þ")} ${wingdings("¨")} ${wingdings("o")} ${wingdings("q")}`]: "✓ ✗ → ☺ ☑ ☐ ☐ ☐",
    [`${wingdings("P", "&quot;Wingdings 2&quot;")}${wingdings("O", "&quot;Wingdings 2&quot;")}`]: "✓✗",
    [`${wingdings("a", "Webdings")} ${wingdings("®", "Symbol")} ${wingdings("b", "Symbol")} = 5`]: "✓ → β = 5",
    '<font face="Wingdings">&#252;</font> done': "✓ done",
    [wingdings("&#61692;")]: "✓",
    "&#61692; done": "✓ done",
    "<span style='font-family:Wingdings'>ü<span style='font-family:Calibri'> ü</span></span>": "✓ ü",
    '<span style=\'font-family:"Segoe UI Symbol"\'>Just so</span> <b>b</b>': "Just so **b**",
    "<span style='font-family:\"MS Gothic\"'>☒</span> yes <w:Sdt CheckBox=t><span>☐</span></w:Sdt> no <b>b</b>": "☒ yes ☐ no **b**",
  },
  "emoji that are pictures": {
    'a <img alt="😊" class="EmojiInsert" data-outlook-trace="F:1|T:1" src="cid:x"> b': "a 😊 b",
    'Well done <img alt="👍" src="https://teams.example/like.png">': "Well done 👍",
    'a <img data-emoji="🎉" alt="" src="x">': "a 🎉",
    'a <img alt="👩‍🏫" class="emoji">': "a 👩‍🏫",
    'a <img class="c-emoji" data-stringify-type="emoji" data-stringify-emoji=":tada:" alt=":tada:">': "a :tada:",
    'a <img itemtype="http://schema.skype.com/Emoji" alt="" title="Like">': "a [Like]",
    'a <emoji id="smile" alt="😄" title="Smile"></emoji>': "a 😄",
    'a <span class="sprite" role="img" aria-label="👍"></span>': "a 👍",
    'a <span role="img" aria-label="thumbs up">👍</span> <b>b</b>': "a 👍 **b**",
    'a <img alt="1️⃣">': "a 1️⃣",
  },
  checklists: {
    [`<ul>${check("true", "Done", "text-decoration:line-through")}${check("false", "To do")}</ul>`]: "- ☑ Done\n- ☐ To do",
    '<ul><li><input type="checkbox" checked disabled> Done</li><li><input type=checkbox> To do</li></ul>': "- ☑ Done\n- ☐ To do",
    '<ul data-type="taskList"><li data-checked="true"><label><input type="checkbox" checked></label><div>Done</div></li></ul>': "- ☑ Done",
    '<ul><li data-is-checked="false">To do</li></ul>': "- ☐ To do",
    "<ul><li><input type=checkbox checked><s>Done</s></li></ul>": "- ☑ Done",
    '<div role="checkbox" aria-checked="true">Done</div><div role="checkbox" aria-checked="false">To do</div>': "☑ Done\n☐ To do",
    "<p><w:Sdt CheckBox='t'><span style='font-family:\"Wingdings 2\"'>R</span></w:Sdt> Done</p>": "☑ Done",
    [office(1, "ü", "Done", "font-family:Wingdings") + office(1, "§", "Other", "font-family:Wingdings")]: "- ✓ Done\n- Other",
  },
  "tables set with tabs": {
    [`<p><b>Year${tabs(1)}Share</b></p><p>2025${tabs(1)}6</p><p>2026${tabs(2)}7</p>`]: "**Year**\t**Share**\n2025\t6\n2026\t\t7",
    [`<p>a</p><p>${tabs(1)}2025${tabs(1)}<i>2026</i></p><p>Reading${tabs(1)}<b>6</b>${tabs(1)}7</p>`]: "a\n\n\t2025\t*2026*\nReading\t**6**\t7",
    [`<h2>1${tabs(1)}Aims</h2><p>1.${tabs(1)}First</p>`]: "# 1 Aims\n\n1\\. First",
    '<p><b>a</b><span class="Apple-tab-span" style="white-space:pre">\t</span>b</p>': "**a**\tb",
    "<p><b>a</b>\tb</p>": "**a** b",
  },
  links: {
    '<a href="www.school.example/a">School</a>': "[School](https://www.school.example/a)",
    '<a href="mailto:a@b.example?cc=c@b.example&amp;subject=Our%20plan&amp;body=x">write</a>': "[write](mailto:a@b.example?subject=Our%20plan)",
    '<a href="mailto:%20a%40b.example">write</a>': "[write](mailto:a@b.example)",
    '<a href="https://urldefense.com/v3/__https://a.example/b__;!!x$">a</a>': "[a](https://a.example/b)",
    '<a href="https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b-5Fc&amp;d=x">a</a>': "[a](https://a.example/b_c)",
    '<a href="mailto:a@b.example?body=x">write</a>': "[write](mailto:a@b.example)",
    '<a href="tel:+44 (0)20 7946-0000">ring</a>': "[ring](tel:+44207946-0000)",
    [`<a href="${safe("https://a.example/?b=1&c=2")}">a</a>`]: "[a](https://a.example/?b=1&c=2)",
    [`<a href="${safe(safe("https://a.example/b").replaceAll("&amp;", "&amp;amp;"))}">a</a>`]: "[a](https://a.example/b)",
    [`<b>b</b> <a href="${safe("https://a.example/b")}">${safe("https://a.example/b")}</a>`]: "**b** https://a.example/b",
    '<a href="https://www.google.com/url?q=https://a.example/b&amp;sa=D&amp;source=editors">a</a>': "[a](https://a.example/b)",
  },
  "lists with letters": {
    '<ol type="a"><li>x</li><li>y</li></ol>': "- a. x\n- b. y",
    '<ol style="list-style-type:lower-roman"><li>x<ol style="list-style-type:upper-alpha"><li>y</li></ol></li><li>z</li></ol>': "- i. x\n  - A. y\n- ii. z",
    '<ol><li style="list-style-type:lower-alpha">x</li><li style="list-style-type:lower-alpha">y</li></ol>': "- a. x\n- b. y",
    '<ol><li data-leveltext="%1)" style="list-style-type:lower-alpha">x</li></ol>': "- a) x",
    [`${office(1, "a)", "x")}${office(1, "b)", "y")}${office(1, "(iv)", "z")}${office(1, "A.", "z")}`]: "- a) x\n- b) y\n- (iv) z\n- A. z",
    [`${office(1, "1.1", "x")}${office(2, "1.1.1.", "y")}${office(1, "2)", "z")}`]: "- 1.1 x\n  - 1.1.1. y\n\n2. z",
    '<ol style="list-style-type:decimal-leading-zero"><li>x</li></ol>': "- 01\\. x",
    '<ol style="list-style-type:none"><li>a) x</li></ol>': "- a) x",
    '<ol start="27" type=A><li>x</li></ol>': "- AA. x",
    "<ol type=1><li>x</li></ol>": "1. x",
    "<ol><li value=4 type=i>x</li></ol>": "- iv. x",
  },
  "odd beginnings of lists": {
    '<ol start="99999999999"><li>x</li></ol>': "1. x",
    '<ol start="1.5"><li>x</li></ol>': "1. x",
    '<ol start="1e400"><li>x</li></ol>': "1. x",
    '<ol start="-3"><li>x</li></ol>': "- −3. x",
    '<ol start="0"><li>x</li><li>y</li></ol>': "0. x\n1. y",
    '<ol start="999999999"><li>x</li><li>y</li></ol>': "999999999. x\n- 1000000000. y",
    "<ol><li>x</li><li value=7>y</li><li>z</li></ol>": "1. x\n7. y\n8. z",
    "<ol reversed><li>x</li><li>y</li></ol>": "2. x\n1. y",
    '<ol start="NaN"><li value="x">y</li></ol>': "1. y",
  },
  "tables that are not simple": {
    [`<table>${"<tr>".concat([..."abcdefghijklmn"].map((sign) => `<td>${sign}</td>`).join(""), "</tr>").repeat(2)}</table>`]: `| ${[..."abcdefghijklmn"].join(" | ")} |\n|${" --- |".repeat(14)}\n| ${[..."abcdefghijklmn"].join(" | ")} |`,
    '<table><tr><td colspan="1000">a</td></tr><tr><td>b</td><td>c</td></tr></table>': "| a |  |\n| --- | --- |\n| b | c |",
    "<table><tr><td>a</td><td><ol start=3><li>b</li><li>c</li></ol></td></tr><tr><td>d</td><td><ol type=a><li>e</li></ol></td></tr></table>": "| a | 3. b 4. c |\n| --- | --- |\n| d | – a. e |",
    "<table><caption>a</caption><caption>b</caption><tr><td>c</td><td>d</td></tr><tr><td>e</td><td>f</td></tr></table>": "a\n\nb\n\n| c | d |\n| --- | --- |\n| e | f |",
    "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table>d</td></tr><tr><td>e</td><td><b>f</b></td></tr></table>": "a\n\nb\n\nc\n\nd\n\ne\n\n**f**",
  },
};
for (const [kind, cases] of Object.entries(KEPT)) {
  for (const [html, markdown] of Object.entries(cases)) {
    test(`${kind}: ${markdown}`, () => {
      const { text, left, isMarked } = read(html);
      assert.deepEqual([text, leftBehind(left), isMarked], [markdown, "", true]);
    });
  }
}

const LEFT = [
  ["a <s>b</s> c", "a c", "1 struck-out passage"],
  ["<p>a <del cite=\"mailto:wen\">b</del><ins>c</ins> d</p><p><strike>e</strike></p>", "a c d", "2 struck-out passages"],
  ['<span style="text-decoration:underline line-through">a <span style="text-decoration:none"><b>b</b> c</span></span> d', "d", "1 struck-out passage"],
  ['<span style="text-decoration:none;text-decoration-line:line-through">a</span> d', "d", "1 struck-out passage"],
  ['<span style="-webkit-text-decorations-in-effect:line-through">a</span> d', "d", "1 struck-out passage"],
  ["<style>.x1 {text-decoration:line-through}</style><p><span class='y x1'>a</span> d</p>", "d", "1 struck-out passage"],
  ["<ol><li>x</li><li><s>y</s></li><li>z</li></ol>", "1. x\n3. z", "1 struck-out passage"],
  ["<table><tr><td>a</td><td><s>b</s></td></tr><tr><td>c</td><td>d</td></tr></table>", "| a |  |\n| --- | --- |\n| c | d |", "1 struck-out passage"],
  [`a ${wingdings("Ð")}`, "a", "1 sign of a symbol font"],
  [`a ${wingdings("x", "&quot;MT Extra&quot;")}${wingdings("y", "Unheard")}<i class=x style="font-family:'Material Icons'">check</i>`, "a", "7 signs of a symbol font"],
  ["<table><tr><td>a</td><td style='background:#92D050'></td></tr><tr><td>b</td><td bgcolor=red>&nbsp;</td></tr><tr><td>c</td><td style='background:#F2F2F2'>d</td></tr></table>", "| a |  |\n| --- | --- |\n| b |  |\n| c | d |", "2 coloured cells without words"],
  ["a &#59000;&#59001;", "a", "2 signs of a symbol font"],
  ['a <img src=x alt="Graph of attendance, 2026"><img src="y" alt="image001.png">', "a [picture: Graph of attendance, 2026]", "2 pictures"],
  ['<img src=x alt="A screenshot of a plan&#10;&#10;Description automatically generated">', "[picture: A screenshot of a plan]", "1 picture"],
  ["<svg><text>b</text></svg>a<video>c</video>", "a", "1 picture, 1 film, sound or other object"],
  ['a<img src="https://mail.example/seen.gif" width=1 height=1>', "a", ""],
  ['<a href="file:///c:/plan.docx">plan</a> <a href="\\\\server\\plan">b</a> <a href="#_Toc1">c</a> <a href="javascript:x">d</a>', "plan b c d", "2 links to files, 1 link to a place in the document, 1 link that leads nowhere from here"],
  [`<a href="${safe("file:///c:/x")}">a</a>`, "a", "1 link to a file"],
  ['<a href="mailto:a@b.example,c@d.example">a</a>', "a", "1 link that leads nowhere from here"],
  ['<a href="https://a.example/b"><img src=x></a>', "https://a.example/b", "1 picture"],
  ['<a href="https://a.example/b"><img src=x alt="Our school"></a>', "[\\[picture: Our school\\]](https://a.example/b)", "1 picture"],
  ["a<span style='mso-hide:all;display:none'>hidden</span><span class=MsoCommentReference><span style='mso-special-character:comment'>[A1]</span></span>", "a", "1 hidden passage, 1 comment"],
  ["a <select><option>b</option></select><input value='c'>", "a c", "1 form field"],
];
for (const [html, words, told] of LEFT) {
  test(`told of ${html}`, () => {
    const { text, left } = read(html);
    assert.deepEqual([text, leftBehind(left)], [words, told && `Left behind: ${told}.`]);
  });
}

test("what is read has no style, handler or style sheet, and says what they said", () => {
  const cases = {
    "<p style='a:\"b\"' onclick=x class=y>a</p>": "<p class=y data-style='a:\"b\"'>a</p>",
    '<P STYLE=color:red>style="a" onx=1</P>': '<P data-style="color:red">style="a" onx=1</P>',
    '<a href="?style=1&onx=2" title="a>b style=c">d</a>': '<a href="?style=1&onx=2" title="a>b style=c">d</a>',
    "<style>b{}</style><!-- <p style=a> --><br/>": "<noembed>b{}</noembed><!-- <p style=a> --><br/>",
    '<b title=it\'s style="a">b</b> 5 < 6': '<b title=it\'s data-style="a">b</b> 5 < 6',
    '<b class="c"style="a"onx="b">b</b>': '<b class="c" data-style="a">b</b>',
    '<base href="https://x.example/"><b>a</b>': '<meta href="https://x.example/"><b>a</b>',
    '<b style="a': '<b data-style="a"',
  };
  for (const [html, made] of Object.entries(cases)) assert.equal(inert(html), made);
});

test("a clipboard of a hundred thousand signs is made inert at once", () => {
  const began = Date.now();
  for (const piece of ["<b ", "<b a=", '<b a="', " /", "<!--", "<style>", "a{b", "@a{"]) inert(`<style>${piece.repeat(30000)}`);
  assert.ok(Date.now() - began < 4000, String(Date.now() - began));
});
