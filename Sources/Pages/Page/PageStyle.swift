/// The look of all pages: one column, quiet colours, light and dark, phone and print.
///
/// It holds neither `<` nor `&`, so that the page stays well-formed.
enum PageStyle {
  private static let light = """
    --paper:#fff;--ink:#1b1f24;--muted:#57606a;--line:#dfe3e8;--tint:#f6f7f9;--link:#0a5aa0;\
    --good:#0b6b3a;--good-tint:#e5f4ea;--bad:#a5320a;--bad-tint:#fdece4;--open:#6b4e00;--open-tint:#fbf1d4;\
    --twice:#6d2a63;--twice-tint:#f7e8f4
    """
  private static let dark = """
    --paper:#14171c;--ink:#e8ebef;--muted:#a3acb8;--line:#2f3640;--tint:#1b2027;--link:#86b7ff;\
    --good:#6fdb9b;--good-tint:#12301f;--bad:#ff9e73;--bad-tint:#3a1e12;--open:#ecc75c;--open-tint:#332a10;\
    --twice:#ee9ddf;--twice-tint:#361b31
    """

  /// The style sheet of pages and of the index.
  static let css = """
    :root{color-scheme:light dark;\(light)}
    @media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark)}}
    @media screen{:root[data-theme=dark]{color-scheme:dark;\(dark)}:root[data-theme=light]{color-scheme:light}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,\
    "Helvetica Neue",Arial,sans-serif}
    a{color:var(--link);text-underline-offset:.15em}
    code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
    .sheet{max-width:52rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
    h1{font-size:1.9rem;line-height:1.22;margin:.4rem 0 .6rem;letter-spacing:-.01em;text-wrap:balance}
    h2{font-size:1.35rem;line-height:1.3;margin:3.2rem 0 .5rem;padding-top:1.1rem;border-top:1px solid var(--line)}
    h3{font-size:1.05rem;line-height:1.4;margin:0 0 .6rem}
    p,ul,ol,dl{margin:.7rem 0}
    p,ul,ol,dd,blockquote,figcaption{max-width:44rem}
    li{margin:.25rem 0}
    .crumb,.citation,.place{color:var(--muted);font-size:.92rem}
    .crumb{margin:0}
    .place{margin:-.3rem 0 1rem}
    .citation{margin:.3rem 0 1.2rem}
    .notice{border-left:4px solid var(--open);background:var(--open-tint);padding:.6rem .9rem;border-radius:0 .3rem .3rem 0}
    .notice.strong{border-color:var(--bad);background:var(--bad-tint)}
    blockquote{margin:.8rem 0;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--line)}
    blockquote p{margin:.2rem 0;font-style:italic}
    blockquote footer{color:var(--muted);font-size:.88rem}
    nav ol{columns:2 16rem;column-gap:2rem;padding-left:1.5rem;font-size:.95rem}
    nav li{break-inside:avoid}
    .contents-title{font-weight:600;margin:1.6rem 0 .2rem}
    .tally{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1rem;font-size:.92rem}
    .tally li{margin:0}
    .badge{display:inline-block;padding:.05rem .5rem;border-radius:.3rem;border:1px solid var(--line);\
    background:var(--tint);color:var(--muted);font-size:.85rem;line-height:1.5}
    .mark{color:var(--muted);font-weight:700}
    .reproduced{color:var(--good)}.badge.reproduced{background:var(--good-tint);border-color:transparent}
    .differs{color:var(--bad)}.badge.differs{background:var(--bad-tint);border-color:transparent}
    .undecided{color:var(--open)}.badge.undecided{background:var(--open-tint);border-color:transparent}
    .too-noisy,.unclear{color:var(--open)}.badge.too-noisy,.badge.unclear{background:var(--open-tint);border-color:transparent}
    .contradicted{color:var(--twice)}.badge.contradicted{background:var(--twice-tint);border-color:transparent}
    figure{margin:2rem 0}
    figcaption{font-size:.95rem;line-height:1.5;margin:.5rem 0}
    .number{margin-right:.25em}
    .number.added{font-weight:500;color:var(--muted);border:1px solid var(--line);border-radius:.3rem;padding:0 .35rem;\
    font-size:.85rem}
    .reported{font-size:.92rem;color:var(--muted);margin:.3rem 0}
    .links{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .9rem;font-size:.88rem;margin:.4rem 0}
    .charts.several{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem}
    .charts.threes{grid-template-columns:repeat(3,minmax(0,1fr))}
    .several:not(.threes)>.panel:nth-child(odd):last-child{grid-column:1/-1}
    .panel .links{margin:0 0 .4rem .6rem}
    .chart{max-width:46rem}.panel>.chart{max-width:52rem}
    .chart.narrow{display:none}
    .anchor{color:var(--muted);text-decoration:none;font-weight:400;visibility:hidden}
    :hover>.anchor,:focus-within>.anchor{visibility:visible}
    details{margin:.7rem 0}
    summary{cursor:pointer;color:var(--link)}
    td details{margin:.3rem 0 0;font-size:.92em}td details p{margin:.3rem 0}
    .overview{margin:1rem 0 1.4rem}.overview p{margin:.35rem 0}
    .deviations{margin:1rem 0}.deviations figcaption{color:var(--muted);font-size:.88rem}
    .deviations .rows{display:grid;grid-template-columns:minmax(6rem,14rem) minmax(0,1fr);gap:.1rem .9rem;align-items:center}
    .deviations .name{font-size:.88rem;line-height:1.3}
    .deviations svg{display:block;background:var(--tint);overflow:visible}.deviations .axis{background:none}
    .band{fill:var(--line)}.middle{stroke:var(--muted);stroke-width:1}
    .axis text{font-size:11px;fill:var(--muted)}
    circle,.bar rect{fill:currentColor;color:var(--muted)}
    circle.reproduced,.bar .reproduced{color:var(--good)}circle.differs,.bar .differs{color:var(--bad)}
    circle.undecided,.bar .undecided,circle.too-noisy,.bar .too-noisy{color:var(--open)}
    circle.contradicted,.bar .contradicted{color:var(--twice)}
    circle.beyond{fill:var(--paper);stroke:currentColor;stroke-width:2}
    .bar{display:block;border-radius:.3rem}
    .absent{border:1px dashed var(--line);border-radius:.3rem;padding:2rem;text-align:center}
    table{border-collapse:collapse;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums;width:100%}
    .prose table{margin-bottom:1.2rem}
    caption{text-align:left;font-weight:600;padding:.3rem 0}
    th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
    th:first-child,td:first-child{padding-left:0}
    thead th{vertical-align:bottom;color:var(--muted);font-weight:600;border-bottom:2px solid var(--line)}
    tbody th{font-weight:500}
    .numbers tbody th{min-width:9rem}
    .n{text-align:right;white-space:nowrap}
    thead th.n{white-space:normal}
    .c{text-align:center;white-space:nowrap}
    .m{padding-left:0}
    .ours{font-weight:600}
    th small{display:block;font-weight:400}
    .note{display:block;color:var(--muted);font-size:.85rem;font-weight:400}
    tr.nearest th,tr.nearest td{background:var(--tint)}
    .settings tr.ours{font-weight:400}
    .settings tr.ours td,.settings tr.ours th{background:var(--tint)}
    .settings th:first-child{padding-left:.6rem}
    .claim{margin:1.4rem 0;padding:.9rem 1.1rem;border:1px solid var(--line);border-radius:.4rem}
    .claim blockquote{margin-top:0}
    .sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.4rem 1.4rem}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.1rem;font-size:.95rem}
    dt{color:var(--muted)}
    dd{margin:0;min-width:0}
    .checksum{font-size:.8em}
    .rule li{margin:.4rem 0}
    .entry{border-top:1px solid var(--line);padding:1.2rem 0}
    .entry h2{border:0;padding:0;margin:0;font-size:1.15rem}.entry .citation{margin:.1rem 0 .5rem}
    .claims{table-layout:fixed}.claims thead th:first-child{width:9rem}.claims tbody th{font-weight:500}
    .grid .reported{display:block;margin:0;font-size:1em}.grid td{white-space:nowrap}
    td small{display:block;font-weight:400;color:var(--muted)}
    .dense{font-size:.84rem}.dense th,.dense td{padding:.3rem .4rem}
    .sheet.wide{max-width:64rem}
    .tip{position:fixed;z-index:2;max-width:18rem;padding:.35rem .6rem;border:1px solid var(--line);border-radius:.3rem;\
    background:var(--paper);color:var(--ink);font-size:.82rem;line-height:1.35;pointer-events:none;\
    font-variant-numeric:tabular-nums;box-shadow:0 2px 8px #0003}
    .tip[hidden]{display:none}
    .tip{overflow-wrap:anywhere}.tip .hint{color:var(--muted)}
    .fl-ring{fill:none;stroke:var(--ink);stroke-width:2;pointer-events:none}
    button{font:inherit;font-size:.85rem;color:var(--ink);background:var(--tint);border:1px solid var(--line);\
    border-radius:.3rem;padding:.15rem .6rem;cursor:pointer}
    select{font:inherit;font-size:.85rem;color:var(--ink);background:var(--paper);border:1px solid var(--line);\
    border-radius:.3rem;padding:.15rem .3rem;max-width:100%}
    .chooser{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .9rem;margin:.5rem 0;font-size:.88rem}
    .chooser label{max-width:100%}.chooser .status{flex-basis:100%;max-width:none;margin:0;color:var(--muted);font-weight:400}
    .chooser .status:empty{display:none}
    tr.chosen th,tr.chosen td{background:var(--open-tint)}
    .theme{position:absolute;top:.9rem;right:1rem}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    @media (max-width:40rem){.sheet,.sheet.wide{padding:3.2rem 1rem 3rem}h1{font-size:1.5rem}\
    .chart.wide{display:none}.chart.narrow{display:block}\
    .charts.several,.charts.threes{grid-template-columns:minmax(0,1fr)}\
    .deviations .rows{grid-template-columns:minmax(0,1fr);gap:.1rem}.deviations .rows span:empty{display:none}\
    dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:.5rem}\
    .numbers,.numbers tbody,.settings,.settings tbody,.claims,.claims tbody,.stack,.stack tbody{display:block}\
    .numbers thead,.settings thead,.claims thead,.stack thead{position:absolute;left:-200vw}\
    .numbers tr,.settings tr,.claims tr,.stack tr{display:grid;gap:.1rem .9rem;padding:.6rem 0;\
    border-bottom:1px solid var(--line)}\
    .numbers tr{grid-template-columns:max-content max-content 1fr}\
    .settings tr{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}\
    .claims tr{grid-template-columns:minmax(0,1fr)}\
    .stack tr{grid-template-columns:repeat(auto-fit,minmax(7rem,1fr))}.stack tbody th{grid-column:1/-1}\
    .stack td[data-column]::before{content:attr(data-column);display:block;color:var(--muted);font-size:.85em}\
    .numbers th,.numbers td,.settings th,.settings td,.claims th,.claims td,.stack th,.stack td{border:0;padding:0;\
    text-align:left;white-space:normal;min-width:0;overflow-wrap:anywhere}\
    .numbers tbody th{grid-column:1/-1}.numbers .v{grid-column:1/-1;grid-row:1}.numbers td[colspan]{grid-column:2/-1}\
    .numbers .p,.numbers .lo{grid-column:1}\
    .numbers .p::before{content:"published "}.numbers .o::before{content:"ours "}\
    .numbers .lo::before{content:"95 % "}.numbers .hi::before{content:"to "}.numbers .k::before{content:"n "}\
    .numbers .no{display:none}\
    .numbers tr.nearest{background:var(--tint)}.stack tr.chosen,.numbers tr.chosen{background:var(--open-tint)}.settings tr.ours{background:var(--tint)}\
    .settings th:first-child{padding:0}.settings td:last-child{grid-column:1/-1;color:var(--muted);font-size:.92em}}
    @page{size:A4;margin:15mm}
    @media print{html{font-size:9.5pt}h1{font-size:1.7rem}h2{margin-top:1.8rem}figure{margin:1.1rem 0}\
    .charts:not(.several) .chart{max-width:13cm}.sheet,.sheet.wide{max-width:none;padding:0}.theme,.copy,.links,.anchor,.tip,.fl-ring,.fl-runs,.chooser{display:none}\
    details::details-content{content-visibility:visible;display:block}\
    figure,.claim,.entry,tr{break-inside:avoid}h2,h3,.place,figcaption,.reported{break-after:avoid}\
    .dense{font-size:7pt}.dense th,.dense td{padding:.15rem .2rem;white-space:normal}\
    a{color:inherit;text-decoration:none}}
    """

  /// What charts take from the page instead of their own sheet.
  static let charts = """
    html .fledge-chart{--fledge-paper:var(--paper)}
    svg.fledge-figure:focus:not(:focus-visible){outline:none}
    .fl-runs{pointer-events:none}.fl-runs .fl-trace{stroke-opacity:.6;stroke-width:1}
    .fl-runs .picked{stroke-opacity:1;stroke-width:2}
    .drawn .chart svg{display:block;width:100%;height:auto}
    """
}
