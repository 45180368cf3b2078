use house::team::{Right, Role};

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
}

const DOORS: [DeskDoor; 10] = [
    door("Desk", "/studio", "d", Right::SeeDrafts),
    door("Titles", "/studio/titles", "t", Right::SeeDrafts),
    door("Uploads", "/studio/uploads", "u", Right::Edit),
    door("Jobs", "/studio/jobs", "j", Right::SeeDrafts),
    door("Assets", "/studio/assets", "a", Right::SeeDrafts),
    door("Search", "/studio/search", "s", Right::SeeDrafts),
    door("People", "/studio/people", "p", Right::ManageHouse),
    door("Audit", "/studio/audit", "l", Right::ManageHouse),
    door("House", "/studio/house", "h", Right::SeeDrafts),
    door("Operations", "/studio/operations", "o", Right::ManageHouse),
];

const fn door(name: &'static str, href: &'static str, key: &'static str, needs: Right) -> DeskDoor {
    DeskDoor {
        name,
        href,
        key,
        needs,
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
        DOORS.iter().filter(|door| self.rights.may(door.needs))
    }

    pub(crate) fn is_here(&self, door: &DeskDoor) -> bool {
        self.here == door.href
    }

    pub(crate) fn may_edit(&self) -> bool {
        self.rights.may(Right::Edit)
    }

    pub(crate) fn manages(&self) -> bool {
        self.rights.may(Right::ManageHouse)
    }
}
