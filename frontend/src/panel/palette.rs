//! What can be drawn, to drag or to press Enter on.

use leptos::{ev, prelude::*};

use crate::ui::on::click;

use crate::{
    canvas::{gesture, rail},
    editor::{geometry::Point, palette::Item, tool::Input},
    state::{App, app},
    ui::icon,
};

#[component]
pub fn Palette() -> impl IntoView {
    let app = app();
    let search = RwSignal::new(String::new());
    let fits = move |item: Item| {
        let wanted = search.get().to_lowercase();
        wanted.is_empty() || item.label().to_lowercase().contains(&wanted) || item.hint().to_lowercase().contains(&wanted)
    };
    let group = move |title: &'static str, items: &'static [Item]| {
        move || {
            let found: Vec<Item> = items.iter().copied().filter(|item| fits(*item)).collect();
            (!found.is_empty()).then(|| {
                view! {
                    <h4>{title}</h4>
                    <div class="palette-items">{found.into_iter().map(|item| view! { <PaletteItem item /> }).collect_view()}</div>
                }
            })
        }
    };
    let first = move || Item::MACHINES.into_iter().chain(Item::NETWORKS).chain(Item::CLOUDS).chain(Item::STORAGE).find(|item| fits(*item));
    let nothing = move || first().is_none().then(|| view! { <p class="soft pad">"Nothing in the palette is called that."</p> });
    view! {
        <nav class="panel palette" aria-label="Palette" data-testid="palette">
            <input
                class="search"
                type="search"
                placeholder="Find or add…"
                aria-label="Find in the palette; Enter adds the first"
                prop:value=search
                on:input=move |event| search.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Enter" && app.labs.current.with_untracked(Option::is_some) && let Some(item) = first() { gesture::add(app, item, None, None); }
            />
            {group("Machines (L1)", &Item::MACHINES)}
            {group("Networks", &Item::NETWORKS)}
            {group("Clouds and guests (L2)", &Item::CLOUDS)}
            {group("Storage", &Item::STORAGE)}
            {nothing}
            <Templates />
        </nav>
    }
}

#[component]
fn PaletteItem(item: Item) -> impl IntoView {
    let app = app();
    let take = move |event: ev::PointerEvent| {
        if event.button() == 0
            && let Some(at) = from_stage(&event)
        {
            gesture::send(app, Input::Take { at, item });
        }
    };
    let class = match item {
        Item::Machine(_) => "palette-item machine".to_owned(),
        Item::Network(mode) => format!("palette-item network-{}", rail::mode_name(mode).to_lowercase()),
        Item::Cloud => "palette-item cloud".to_owned(),
        Item::Project | Item::Server | Item::Cluster(_) => "palette-item guest".to_owned(),
        Item::Pool | Item::Image => "palette-item".to_owned(),
    };
    view! {
        <button class=class title=item.hint() data-testid=item.test_id() disabled=move || app.labs.current.with(Option::is_none) on:pointerdown=take on:click=click(move || add(app, item))>
            {icon::item(item)}
            <span>{item.label()}</span>
        </button>
    }
}

/// A plain click, or Enter: at a free place.
fn add(app: App, item: Item) {
    gesture::send(app, Input::Cancel);
    gesture::add(app, item, None, None);
}

/// Where the pointer is, from the canvas's corner.
fn from_stage(event: &ev::PointerEvent) -> Option<Point> {
    let stage = document().query_selector(".stage").ok().flatten()?.get_bounding_client_rect();
    Some(Point::new(f64::from(event.client_x()) - stage.left(), f64::from(event.client_y()) - stage.top()))
}

#[component]
fn Templates() -> impl IntoView {
    let app = app();
    move || {
        let templates = app.labs.templates.get().unwrap_or_default();
        (!templates.is_empty()).then(|| {
            view! {
                <h4>"Templates"</h4>
                <ul class="templates">
                    {templates.into_iter().map(|template| {
                        let name = template.name.clone();
                        let title = format!("{}\nOpens as a new lab.", template.description.unwrap_or_default());
                        view! {
                            <li><button class="link" title=title.trim().to_owned() data-testid=format!("template-{}", template.name) on:click=click(move || { let name = name.clone(); app.views.call(move |views| (views.create_from_template)(app, name)) })>{template.name.clone()}</button></li>
                        }
                    }).collect_view()}
                </ul>
            }
        })
    }
}
