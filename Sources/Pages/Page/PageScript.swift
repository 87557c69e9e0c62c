/// The script of a page: it copies tables and switches the theme, ``HoverScript`` shows values, ``RunScript`` the single runs
/// of a curve, and ``ReadingScript`` another reading of the settings; without it the page is complete.
///
/// It holds neither `<` nor `&`, so that the page stays well-formed.
enum PageScript {
  static let text = """
    'use strict';
    for (const button of document.querySelectorAll('button.copy')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        const range = document.createRange();
        range.selectNode(button.closest('figure').querySelector('table'));
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: press Ctrl+C';
        selection.removeAllRanges();
        setTimeout(() => { button.textContent = 'Copy table'; }, 2000);
      });
    }
    const themes = ['system', 'light', 'dark'];
    const themeButton = document.querySelector('button.theme');
    const showTheme = name => {
      if (name === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = name;
      themeButton.textContent = 'Theme: ' + name;
    };
    themeButton.hidden = false;
    showTheme(document.documentElement.dataset.theme || 'system');
    themeButton.addEventListener('click', () => {
      const current = document.documentElement.dataset.theme || 'system';
      showTheme(themes[(themes.indexOf(current) + 1) % themes.length]);
    });
    """
}
