//! A failure told in place: what happened, single points, what to do.

use leptos::prelude::*;

use crate::state::api::Failure;

#[component]
pub fn FailureNote(failure: Failure) -> impl IntoView {
    let details = failure.details();
    view! {
        <div class="note error" role="alert" data-testid="failure">
            <p>{failure.message()}</p>
            {(!details.is_empty()).then(|| view! { <ul>{details.into_iter().map(|detail| view! { <li>{detail}</li> }).collect_view()}</ul> })}
        </div>
    }
}
