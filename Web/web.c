// The files of the live page, embedded by the preprocessor. To add one, write its bytes and a line of the table.
#include "web.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char api_js[] = {
#embed "assets/api.js"
};
static const unsigned char app_js[] = {
#embed "assets/app.js"
};
static const unsigned char chart_js[] = {
#embed "assets/chart.js"
};
static const unsigned char digit_panel_js[] = {
#embed "assets/digit-panel.js"
};
static const unsigned char dom_js[] = {
#embed "assets/dom.js"
};
static const unsigned char draw_pad_js[] = {
#embed "assets/draw-pad.js"
};
static const unsigned char engine_layers_js[] = {
#embed "assets/engine-layers.js"
};
static const unsigned char engine_model_js[] = {
#embed "assets/engine-model.js"
};
static const unsigned char engine_js[] = {
#embed "assets/engine.js"
};
static const unsigned char examples_js[] = {
#embed "assets/examples.js"
};
static const unsigned char fledge_wasm[] = {
#embed "assets/fledge.wasm"
};
static const unsigned char format_js[] = {
#embed "assets/format.js"
};
static const unsigned char index_html[] = {
#embed "assets/index.html"
};
static const unsigned char inside_steps_js[] = {
#embed "assets/inside-steps.js"
};
static const unsigned char inside_units_js[] = {
#embed "assets/inside-units.js"
};
static const unsigned char latent_map_js[] = {
#embed "assets/latent-map.js"
};
static const unsigned char latent_mix_js[] = {
#embed "assets/latent-mix.js"
};
static const unsigned char look_css[] = {
#embed "assets/look.css"
};
static const unsigned char networks_js[] = {
#embed "assets/networks.js"
};
static const unsigned char pictures_js[] = {
#embed "assets/pictures.js"
};
static const unsigned char playground_bar_js[] = {
#embed "assets/playground-bar.js"
};
static const unsigned char playground_command_js[] = {
#embed "assets/playground-command.js"
};
static const unsigned char playground_data_js[] = {
#embed "assets/playground-data.js"
};
static const unsigned char playground_examples_js[] = {
#embed "assets/playground-examples.js"
};
static const unsigned char playground_forms_js[] = {
#embed "assets/playground-forms.js"
};
static const unsigned char playground_network_js[] = {
#embed "assets/playground-network.js"
};
static const unsigned char playground_pictures_js[] = {
#embed "assets/playground-pictures.js"
};
static const unsigned char playground_plane_js[] = {
#embed "assets/playground-plane.js"
};
static const unsigned char playground_session_js[] = {
#embed "assets/playground-session.js"
};
static const unsigned char playground_state_js[] = {
#embed "assets/playground-state.js"
};
static const unsigned char playground_table_js[] = {
#embed "assets/playground-table.js"
};
static const unsigned char playground_css[] = {
#embed "assets/playground.css"
};
static const unsigned char run_controls_js[] = {
#embed "assets/run-controls.js"
};
static const unsigned char run_results_js[] = {
#embed "assets/run-results.js"
};
static const unsigned char theme_css[] = {
#embed "assets/theme.css"
};
static const unsigned char training_js[] = {
#embed "assets/training.js"
};
static const unsigned char view_compare_js[] = {
#embed "assets/view-compare.js"
};
static const unsigned char view_draw_js[] = {
#embed "assets/view-draw.js"
};
static const unsigned char view_inside_js[] = {
#embed "assets/view-inside.js"
};
static const unsigned char view_latent_js[] = {
#embed "assets/view-latent.js"
};
static const unsigned char view_playground_js[] = {
#embed "assets/view-playground.js"
};
static const unsigned char view_reports_js[] = {
#embed "assets/view-reports.js"
};
static const unsigned char view_run_js[] = {
#embed "assets/view-run.js"
};
static const unsigned char view_runs_js[] = {
#embed "assets/view-runs.js"
};
static const unsigned char view_studies_js[] = {
#embed "assets/view-studies.js"
};
static const unsigned char view_train_js[] = {
#embed "assets/view-train.js"
};

static const struct fledge_asset assets[] = {
    {"api.js", api_js, sizeof api_js},
    {"app.js", app_js, sizeof app_js},
    {"chart.js", chart_js, sizeof chart_js},
    {"digit-panel.js", digit_panel_js, sizeof digit_panel_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"draw-pad.js", draw_pad_js, sizeof draw_pad_js},
    {"engine-layers.js", engine_layers_js, sizeof engine_layers_js},
    {"engine-model.js", engine_model_js, sizeof engine_model_js},
    {"engine.js", engine_js, sizeof engine_js},
    {"examples.js", examples_js, sizeof examples_js},
    {"fledge.wasm", fledge_wasm, sizeof fledge_wasm},
    {"format.js", format_js, sizeof format_js},
    {"index.html", index_html, sizeof index_html},
    {"inside-steps.js", inside_steps_js, sizeof inside_steps_js},
    {"inside-units.js", inside_units_js, sizeof inside_units_js},
    {"latent-map.js", latent_map_js, sizeof latent_map_js},
    {"latent-mix.js", latent_mix_js, sizeof latent_mix_js},
    {"look.css", look_css, sizeof look_css},
    {"networks.js", networks_js, sizeof networks_js},
    {"pictures.js", pictures_js, sizeof pictures_js},
    {"playground-bar.js", playground_bar_js, sizeof playground_bar_js},
    {"playground-command.js", playground_command_js, sizeof playground_command_js},
    {"playground-data.js", playground_data_js, sizeof playground_data_js},
    {"playground-examples.js", playground_examples_js, sizeof playground_examples_js},
    {"playground-forms.js", playground_forms_js, sizeof playground_forms_js},
    {"playground-network.js", playground_network_js, sizeof playground_network_js},
    {"playground-pictures.js", playground_pictures_js, sizeof playground_pictures_js},
    {"playground-plane.js", playground_plane_js, sizeof playground_plane_js},
    {"playground-session.js", playground_session_js, sizeof playground_session_js},
    {"playground-state.js", playground_state_js, sizeof playground_state_js},
    {"playground-table.js", playground_table_js, sizeof playground_table_js},
    {"playground.css", playground_css, sizeof playground_css},
    {"run-controls.js", run_controls_js, sizeof run_controls_js},
    {"run-results.js", run_results_js, sizeof run_results_js},
    {"theme.css", theme_css, sizeof theme_css},
    {"training.js", training_js, sizeof training_js},
    {"view-compare.js", view_compare_js, sizeof view_compare_js},
    {"view-draw.js", view_draw_js, sizeof view_draw_js},
    {"view-inside.js", view_inside_js, sizeof view_inside_js},
    {"view-latent.js", view_latent_js, sizeof view_latent_js},
    {"view-playground.js", view_playground_js, sizeof view_playground_js},
    {"view-reports.js", view_reports_js, sizeof view_reports_js},
    {"view-run.js", view_run_js, sizeof view_run_js},
    {"view-runs.js", view_runs_js, sizeof view_runs_js},
    {"view-studies.js", view_studies_js, sizeof view_studies_js},
    {"view-train.js", view_train_js, sizeof view_train_js},
};
size_t fledge_asset_count(void) { return sizeof assets / sizeof *assets; }
struct fledge_asset fledge_asset_at(size_t index) { return assets[index]; }
