#include "ecs/placement_tree.hpp"

#include <algorithm>
#include <limits>

namespace ikada::ecs {

namespace {

constexpr int kFirstSlot = std::numeric_limits<int>::min();

// Mixes all bits (the finaliser of MurmurHash3): slots are small and close together.
std::uint32_t priority_of(int slot) {
    auto bits = static_cast<std::uint32_t>(slot) + 1;
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bU;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35U;
    return bits ^ (bits >> 16);
}

}  // namespace

void PlacementForest::refresh(int node) {
    auto& each = nodes_[node];
    each.size = 1;
    each.most_second = each.room.second;
    for (const auto child : {each.left, each.right}) {
        if (child == kEmpty) continue;
        each.size += nodes_[child].size;
        each.most_second = std::max(each.most_second, nodes_[child].most_second);
    }
}

void PlacementForest::split(Tree tree, const Place& at, Tree& less, Tree& rest) {
    if (tree == kEmpty) {
        less = rest = kEmpty;
        return;
    }
    Tree part = kEmpty;
    if (place(tree) < at) {
        split(nodes_[tree].right, at, part, rest);
        nodes_[tree].right = part;
        less = tree;
    } else {
        split(nodes_[tree].left, at, less, part);
        nodes_[tree].left = part;
        rest = tree;
    }
    refresh(tree);
}

PlacementForest::Tree PlacementForest::merge(Tree less, Tree rest) {
    if (less == kEmpty) return rest;
    if (rest == kEmpty) return less;
    const bool less_on_top = nodes_[less].priority > nodes_[rest].priority;
    const Tree top = less_on_top ? less : rest;
    if (less_on_top)
        nodes_[top].right = merge(nodes_[top].right, rest);
    else
        nodes_[top].left = merge(less, nodes_[top].left);
    refresh(top);
    return top;
}

void PlacementForest::insert(Tree& tree, int slot, Room room) {
    if (std::ssize(nodes_) <= slot) nodes_.resize(static_cast<std::size_t>(slot) + 1);
    auto& node = nodes_[slot];
    node = {kEmpty, kEmpty, 1, priority_of(slot), room, room.second};
    // Down to where it outranks what is there; that part becomes its children.
    Tree* at = &tree;
    while (*at != kEmpty && nodes_[*at].priority > node.priority) {
        auto& above = nodes_[*at];
        ++above.size;
        above.most_second = std::max(above.most_second, room.second);
        at = place(*at) < Place{room, slot} ? &above.right : &above.left;
    }
    split(*at, {room, slot}, node.left, node.right);
    refresh(slot);
    *at = slot;
}

void PlacementForest::erase(Tree& tree, int slot) {
    path_.clear();
    Tree* at = &tree;
    while (*at != slot) {
        path_.push_back(*at);
        at = place(*at) < place(slot) ? &nodes_[*at].right : &nodes_[*at].left;
    }
    *at = merge(nodes_[slot].left, nodes_[slot].right);
    for (auto node = path_.rbegin(); node != path_.rend(); ++node) refresh(*node);
}

PlacementForest::Tree PlacementForest::find(Tree tree, const Place& from, int second) const {
    if (tree == kEmpty || nodes_[tree].most_second < second) return kEmpty;
    const auto& node = nodes_[tree];
    if (place(tree) < from) return find(node.right, from, second);
    const auto before = find(node.left, from, second);
    if (before != kEmpty) return before;
    return node.room.second >= second ? tree : find(node.right, from, second);
}

std::optional<int> PlacementForest::first_fit(Tree tree, Room needs) const {
    const auto found =
        find(tree, {{needs.first, std::numeric_limits<int>::min()}, kFirstSlot}, needs.second);
    return found == kEmpty ? std::nullopt : std::optional(found);
}

std::optional<int> PlacementForest::next_fit(Tree tree, int slot, Room needs) const {
    const auto found = find(tree, {nodes_[slot].room, slot + 1}, needs.second);
    return found == kEmpty ? std::nullopt : std::optional(found);
}

int PlacementForest::count_below(Tree tree, int first) const {
    int count = 0;
    while (tree != kEmpty) {
        const auto& node = nodes_[tree];
        if (node.room.first >= first) {
            tree = node.left;
        } else {
            count += size(node.left) + 1;
            tree = node.right;
        }
    }
    return count;
}

int PlacementForest::at(Tree tree, int place) const {
    while (true) {
        const auto& node = nodes_[tree];
        const int before = size(node.left);
        if (place == before) return tree;
        tree = place < before ? node.left : node.right;
        if (place > before) place -= before + 1;
    }
}

}  // namespace ikada::ecs
