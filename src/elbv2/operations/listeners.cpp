// CreateListener, DescribeListeners, ModifyListener, DeleteListener, DescribeListenerAttributes,
// ModifyListenerAttributes
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html

#include "elbv2/actions.hpp"
#include "elbv2/arns.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

const Listing<Listener> kListing{"Listeners", errors::kListenerNotFound,
                                 [](const Listener& l) { return l.arn; }};

shapes::Listener show(const Listener& listener) {
    shapes::Listener shape;
    shape.listener_arn = listener.arn;
    shape.load_balancer_arn = listener.load_balancer_arn;
    shape.port = listener.port;
    shape.protocol = shapes::ProtocolEnum::Http;
    shape.default_actions = show_actions(listener.default_actions);
    return shape;
}

Status check_protocol(const std::optional<shapes::ProtocolEnum>& protocol) {
    if (!protocol || *protocol == shapes::ProtocolEnum::Http) return ok();
    if (*protocol == shapes::ProtocolEnum::Https) return refuse_https("a listener");
    return fail(errors::kUnsupportedProtocol,
                "Protocol '{}' is not one of an application load balancer's: HTTP, HTTPS",
                name_of(names_of(*protocol), *protocol));
}

// Clients that prove themselves by certificates come with HTTPS; "off" asks for nothing.
Status check_mutual(const std::optional<shapes::MutualAuthenticationAttributes>& asked) {
    if (!asked || asked->mode.value_or("off") == "off") return ok();
    return refuse_member("MutualAuthentication");
}

Status check_port_free(const world::Tx& tx, const Listener& listener) {
    int count = 0;
    for (const auto* other : tx.by<Listener>(keys::kByLoadBalancer, listener.load_balancer_arn)) {
        if (other->arn == listener.arn) continue;
        ++count;
        if (other->port == listener.port)
            return fail(errors::kDuplicateListener,
                        "A listener already exists on this port for this load balancer '{}'",
                        listener.load_balancer_arn);
    }
    if (count >= kListenersMax)
        return fail(errors::kTooManyListeners, "A load balancer has at most {} listeners",
                    kListenersMax);
    return ok();
}

Status set_actions(const world::Tx& tx, const std::vector<shapes::Action>& from,
                   Listener& listener) {
    auto actions = read_actions(tx, from);
    if (!actions) return actions.error();
    if (auto good = check_place(tx, *actions, listener); !good) return good;
    listener.default_actions = *std::move(actions);
    return ok();
}

}  // namespace

Result<shapes::CreateListenerOutput> create_listener(world::Tx& tx,
                                                     const shapes::CreateListenerInput& request,
                                                     const aws::Call&) {
    const auto found = find_load_balancer(tx, request.load_balancer_arn);
    if (!found) return found.error();
    const auto* balancer = *found;
    if (auto good = check_protocol(request.protocol); !good) return good.error();
    if (auto good = check_mutual(request.mutual_authentication); !good) return good.error();
    if (!request.protocol || !request.port)
        return fail(errors::kValidationError, "A listener {} must be specified",
                    request.protocol ? "port" : "protocol");
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();

    Listener listener{};
    listener.arn = listener_arn(balancer->arn, tx.random().hex(16));
    listener.load_balancer_arn = balancer->arn;
    listener.port = *request.port;
    listener.tags = *std::move(tags);
    if (auto free = check_port_free(tx, listener); !free) return free.error();
    if (auto set = set_actions(tx, request.default_actions, listener); !set) return set.error();
    tx.put(listener);
    return shapes::CreateListenerOutput{{{show(listener)}}};
}

Result<shapes::DescribeListenersOutput> describe_listeners(
    world::Tx& tx, const shapes::DescribeListenersInput& request, const aws::Call&) {
    std::vector<const Listener*> listeners;
    if (request.load_balancer_arn) {
        const auto balancer = find_load_balancer(tx, *request.load_balancer_arn);
        if (!balancer) return balancer.error();
        listeners = tx.by<Listener>(keys::kByLoadBalancer, *request.load_balancer_arn);
    } else if (request.listener_arns && !request.listener_arns->empty()) {
        auto picked = pick<Listener>(tx, kListing, request.listener_arns,
                                     [](const Listener& l) { return l.arn; });
        if (!picked) return picked.error();
        listeners = *std::move(picked);
    } else {
        return fail(errors::kValidationError,
                    "You must specify either listener ARNs or a load balancer ARN");
    }
    const auto found = page(std::move(listeners), kListing, request.marker, request.page_size);
    if (!found) return found.error();
    shapes::DescribeListenersOutput output;
    auto& shown = output.listeners.emplace();
    for (const auto* listener : found->items) shown.push_back(show(*listener));
    output.next_marker = found->next_token;
    return output;
}

Result<shapes::ModifyListenerOutput> modify_listener(world::Tx& tx,
                                                     const shapes::ModifyListenerInput& request,
                                                     const aws::Call&) {
    const auto existing = find_listener(tx, request.listener_arn);
    if (!existing) return existing.error();
    if (auto good = check_protocol(request.protocol); !good) return good.error();
    if (auto good = check_mutual(request.mutual_authentication); !good) return good.error();
    auto listener = **existing;
    listener.port = request.port.value_or(listener.port);
    if (auto free = check_port_free(tx, listener); !free) return free.error();
    if (request.default_actions)
        if (auto set = set_actions(tx, *request.default_actions, listener); !set)
            return set.error();
    if (auto good = check_place(tx, listener.default_actions, listener); !good) return good.error();
    tx.put(listener);
    return shapes::ModifyListenerOutput{{{show(listener)}}};
}

Result<shapes::DeleteListenerOutput> delete_listener(world::Tx& tx,
                                                     const shapes::DeleteListenerInput& request,
                                                     const aws::Call&) {
    const auto listener = find_listener(tx, request.listener_arn);
    if (!listener) return listener.error();
    erase_listener(tx, **listener);
    return shapes::DeleteListenerOutput{};
}

Result<shapes::DescribeListenerAttributesOutput> describe_listener_attributes(
    world::Tx& tx, const shapes::DescribeListenerAttributesInput& request, const aws::Call&) {
    const auto listener = find_listener(tx, request.listener_arn);
    if (!listener) return listener.error();
    return shapes::DescribeListenerAttributesOutput{
        show_attributes<shapes::ListenerAttribute>(listener_attributes(), (*listener)->attributes)};
}

Result<shapes::ModifyListenerAttributesOutput> modify_listener_attributes(
    world::Tx& tx, const shapes::ModifyListenerAttributesInput& request, const aws::Call&) {
    const auto existing = find_listener(tx, request.listener_arn);
    if (!existing) return existing.error();
    auto listener = **existing;
    const auto good =
        change_attributes(listener_attributes(), request.attributes, listener.attributes);
    if (!good) return good.error();
    tx.put(listener);
    return shapes::ModifyListenerAttributesOutput{
        show_attributes<shapes::ListenerAttribute>(listener_attributes(), listener.attributes)};
}

void erase_listener(world::Tx& tx, const Listener& listener) {
    for (const auto* rule : tx.by<Rule>(keys::kByListener, listener.arn))
        tx.erase<Rule>(world::RecordTraits<Rule>::key(*rule));
    tx.erase<Listener>(listener.arn);
}

}  // namespace ikada::elbv2
