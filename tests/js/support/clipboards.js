/* What other programs put on the clipboard, written by hand after what is known of them; docs/decisions/0044 says whence. */

const marker = (sign, font = "") => `<!--[if !supportLists]--><span style='${font}'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;\n </span></span></span><!--[endif]-->`;
const listed = (place, level, sign, words) => `<p class=MsoListParagraphCxSp${place} style='margin-left:${36 * level}.0pt;mso-add-space:auto;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'>${marker(sign, "font-family:Symbol;mso-fareast-font-family:Symbol")}${words}<o:p></o:p></p>`;

export const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoTitle>Inclusion at Ashgrove<o:p></o:p></p>
<h2><span style='mso-list:Ignore'>1.1<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>What we did<o:p></o:p></h2>
<p class=MsoNormal>Every class has a <b style='mso-bidi-font-weight:normal'>quiet
place</b>, <i style='mso-bidi-font-style:normal'>chosen by the pupils</i>.<span style='mso-spacerun:yes'>&nbsp; </span>See <a href="https://school.example/a%20b">our page</a> and <a href="#_Toc1">below</a>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
${listed("First", 1, "·", "Reading")}
${listed("Middle", 2, "o", "with a partner")}
${listed("Middle", 3, "§", "twice a week")}
${listed("Last", 1, "·", "Maths")}
<p class=MsoNormal>Then:<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'>${marker("3.")}Third</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level2 lfo2'>${marker("a)")}Lettered</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'>${marker("4.")}Fourth</p>
<p class=MsoQuote>It helps.<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Year<o:p></o:p></b></p></td><td><p class=MsoNormal><b>Share<o:p></o:p></b></p></td></tr>
<tr><td><p class=MsoNormal>2026</p></td><td><p class=MsoNormal>68% | 70%</p></td></tr></table>
<p class=MsoNormal><span style='mso-hide:all;display:none'>hidden</span>The end<span class=MsoCommentReference><span style='mso-special-character:comment'>[A1]</span></span>.</p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>Not for the school</p></div></div>
<!--EndFragment--></body></html>`;

export const WORD_AS_MARKDOWN = `# Inclusion at Ashgrove

## 1.1 What we did

Every class has a **quiet place**, *chosen by the pupils*. See [our page](https://school.example/a%20b) and below.

- Reading
  - with a partner
  - twice a week
- Maths

Then:

3. Third
   - a) Lettered
4. Fourth

> It helps.

| Year | Share |
| --- | --- |
| 2026 | 68% \\| 70% |

The end.`;

export const GOOGLE_DOCS = `<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-7d347fee-7fff-afd7-ca79-41b3a53d7fad"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt;"><span style="font-size:20pt;font-weight:400;white-space:pre-wrap;">Plans</span></h1><p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;white-space:pre-wrap;">We </span><span style="font-size:11pt;font-weight:700;white-space:pre-wrap;">share</span><span style="font-weight:400;font-style:italic;white-space:pre-wrap;"> what works</span><span style="font-weight:400;">. </span><a href="https://school.example/" style="text-decoration:none;"><span style="font-weight:400;text-decoration:underline;">School</span></a></p><br /><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">One</span></p></li><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:400;">Below one</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">Two</span></p></li></ul><ol><li dir="ltr" aria-level="1"><p role="presentation"><span>First</span></p></li><li dir="ltr" aria-level="1"><p role="presentation"><span>Second</span></p></li></ol><div dir="ltr" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="300"/><col width="300"/></colgroup><tbody><tr><td><p dir="ltr"><span style="font-weight:700;">Who</span></p></td><td><p dir="ltr"><span style="font-weight:700;">What</span></p></td></tr><tr><td><p dir="ltr"><span>Wen</span></p></td><td><p dir="ltr"><span>Reading</span></p><p dir="ltr"><span>Maths</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">`;

export const GOOGLE_DOCS_AS_MARKDOWN = `# Plans

We **share** *what works*. [School](https://school.example/)

- One
  - Below one
- Two
1. First
2. Second

| Who | What |
| --- | --- |
| Wen | Reading Maths |`;

export const OUTLOOK = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0in;} --></style></head><body lang=EN-GB link="#0563C1"><div class=WordSection1>
<p class=MsoNormal>Dear Wen,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Please bring:<o:p></o:p></p>
<ul style='margin-top:0in' type=disc><li class=MsoListParagraph style='margin-left:0in;mso-list:l0 level1 lfo1'>the plan<o:p></o:p></li><ul style='margin-top:0in' type=circle><li class=MsoListParagraph style='margin-left:0in;mso-list:l0 level2 lfo1'>signed<o:p></o:p></li></ul></ul>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>the dates<o:p></o:p></p>
<p class=MsoNormal>Write to <a href="mailto:ann@iqm.example">ann@iqm.example</a> or <a href="tel:+441234">ring</a>.<o:p></o:p></p>
<div style='border:none;border-left:solid blue 1.5pt;padding:0in 0in 0in 4.0pt'><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b>From:</b> Wen<br><b>Sent:</b> Monday<o:p></o:p></p></div></div><p class=MsoNormal>When do we meet?<o:p></o:p></p></div>
<blockquote style='margin-top:5.0pt'><p class=MsoNormal>&gt; Before</p></blockquote></div></body></html>`;

export const OUTLOOK_AS_MARKDOWN = `Dear Wen,

Please bring:

- the plan
  - signed
- the dates

Write to ann@iqm.example or [ring](tel:+441234).

> **From:** Wen
> **Sent:** Monday
>
> When do we meet?
>
> \\> Before`;
