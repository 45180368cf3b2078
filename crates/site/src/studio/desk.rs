use house::team::{Right, Role};

use crate::routes::ROUTES;
use crate::team::Member;

/// What every page of Studio has around its own content: who works here, and the doors to the other pages.
pub(crate) struct Desk {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    rights: Role,
    here: &'static str,
}

/// A page of Studio in its navigation.
pub(crate) struct DeskDoor {
    pub(crate) name: &'static str,
    pub(crate) href: &'static str,
    /// `g` and this letter lead there.
    pub(crate) key: &'static str,
    needs: Right,
    /// What of the API the page cannot do without.
    uses: Option<&'static str>,
}

const UPLOADS: &str = "/api/v1/uploads";
const OPERATIONS: &str = "/api/v1/operations";

const DOORS: [DeskDoor; 9] = [
    door("Desk", "/studio", "d", Right::SeeDrafts, None),
    door("Titles", "/studio/titles", "t", Right::SeeDrafts, None),
    door("Uploads", "/studio/uploads", "u", Right::Edit, Some(UPLOADS)),
    door("Jobs", "/studio/jobs", "j", Right::SeeDrafts, None),
    door("Assets", "/studio/assets", "a", Right::SeeDrafts, None),
    door("People", "/studio/people", "p", Right::ManageHouse, None),
    door("Audit", "/studio/audit", "l", Right::ManageHouse, None),
    door("House", "/studio/house", "h", Right::SeeDrafts, None),
    door(
        "Operations",
        "/studio/operations",
        "o",
        Right::ManageHouse,
        Some(OPERATIONS),
    ),
];

const fn door(
    name: &'static str,
    href: &'static str,
    key: &'static str,
    needs: Right,
    uses: Option<&'static str>,
) -> DeskDoor {
    DeskDoor {
        name,
        href,
        key,
        needs,
        uses,
    }
}

impl Desk {
    /// `here` is the address of the page's door.
    pub(crate) fn of(member: &Member, here: &'static str) -> Self {
        Self {
            name: member.account.name.clone(),
            role: member.account.role.as_str(),
            rights: member.account.role,
            here,
        }
    }

    /// Only doors that open for this role.
    pub(crate) fn doors(&self) -> impl Iterator<Item = &'static DeskDoor> {
        DOORS
            .iter()
            .filter(|door| self.rights.may(door.needs) && door.uses.is_none_or(|path| self.offers(path)))
    }

    pub(crate) fn is_here(&self, door: &DeskDoor) -> bool {
        self.here == door.href
    }

    /// Whether the API has this address: a page shows no button that would lead nowhere.
    pub(crate) fn offers(&self, path: &str) -> bool {
        ROUTES.iter().any(|route| route.path == path)
    }

    /// For what only editors do, and only where the API has it.
    pub(crate) fn edits(&self, path: &str) -> bool {
        self.may_edit() && self.offers(path)
    }

    pub(crate) fn may_upload(&self) -> bool {
        self.edits(UPLOADS)
    }

    pub(crate) fn may_edit(&self) -> bool {
        self.rights.may(Right::Edit)
    }

    pub(crate) fn manages(&self) -> bool {
        self.rights.may(Right::ManageHouse)
    }
}
