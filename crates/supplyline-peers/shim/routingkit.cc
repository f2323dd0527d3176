// RoutingKit as a C++ program would use it: objects built once and reused, answers written into the caller's arrays. The
// Rust wrapper whose build brings RoutingKit along copies more than that, and would make RoutingKit look slower than it is.

#include <routingkit/contraction_hierarchy.h>
#include <routingkit/customizable_contraction_hierarchy.h>
#include <routingkit/nested_dissection.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

using namespace RoutingKit;

namespace {

std::vector<unsigned> copied(const uint32_t *numbers, size_t count)
{
    return std::vector<unsigned>(numbers, numbers + count);
}

template <class T> size_t bytes_of(const std::vector<T> &vector)
{
    return vector.capacity() * sizeof(T);
}

} // namespace

struct Rk {
    CustomizableContractionHierarchy cch;
    std::vector<unsigned> weights;
    CustomizableContractionHierarchyMetric metric;
    CustomizableContractionHierarchyParallelization parallel;
    CustomizableContractionHierarchyPartialCustomization partial;
    CustomizableContractionHierarchyQuery query;
    CustomizableContractionHierarchyQuery to_all;
    CustomizableContractionHierarchyQuery to_few;
    // Pruned by perfect witness search: fewer arcs, built again for every metric.
    ContractionHierarchy perfect;
    ContractionHierarchyQuery perfect_query;
};

extern "C" {

void rk_inertial_order(size_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head, const float *latitude,
                       const float *longitude, uint32_t *order)
{
    auto found = compute_nested_node_dissection_order_using_inertial_flow(
        static_cast<unsigned>(nodes), copied(tail, arcs), copied(head, arcs),
        std::vector<float>(latitude, latitude + nodes), std::vector<float>(longitude, longitude + nodes));
    for (size_t at = 0; at < nodes; ++at)
        order[at] = found[at];
}

Rk *rk_new(size_t nodes, const uint32_t *order, size_t arcs, const uint32_t *tail, const uint32_t *head)
{
    auto rk = std::make_unique<Rk>();
    rk->cch = CustomizableContractionHierarchy(copied(order, nodes), copied(tail, arcs), copied(head, arcs));
    return rk.release();
}

// What only customization and queries need: kept apart so that building the index is timed alone.
void rk_prepare(Rk *rk, const uint32_t *weights)
{
    rk->weights = copied(weights, rk->cch.input_arc_count());
    rk->metric = CustomizableContractionHierarchyMetric(rk->cch, rk->weights);
    rk->metric.customize();
    rk->parallel = CustomizableContractionHierarchyParallelization(rk->cch);
    rk->partial = CustomizableContractionHierarchyPartialCustomization(rk->cch);
    rk->query = CustomizableContractionHierarchyQuery(rk->metric);
    rk->to_few = CustomizableContractionHierarchyQuery(rk->metric);
    rk->to_all = CustomizableContractionHierarchyQuery(rk->metric);
    std::vector<unsigned> everyone(rk->cch.node_count());
    for (unsigned node = 0; node < everyone.size(); ++node)
        everyone[node] = node;
    rk->to_all.pin_targets(everyone);
}

void rk_delete(Rk *rk)
{
    delete rk;
}

void rk_customize(Rk *rk, uint32_t threads)
{
    if (threads == 1)
        rk->metric.customize();
    else
        rk->parallel.customize(rk->metric, threads);
}

void rk_update(Rk *rk, const uint32_t *arcs, const uint32_t *weights, size_t count)
{
    rk->partial.reset();
    for (size_t at = 0; at < count; ++at) {
        rk->weights[arcs[at]] = weights[at];
        rk->partial.update_arc(arcs[at]);
    }
    rk->partial.customize(rk->metric);
}

uint32_t rk_distance(Rk *rk, uint32_t source, uint32_t target)
{
    return rk->query.reset().add_source(source).add_target(target).run().get_distance();
}

void rk_to_all(Rk *rk, uint32_t source, uint32_t *distances)
{
    rk->to_all.reset_source().add_source(source).run_to_pinned_targets().get_distances_to_targets(distances);
}

void rk_to_few(Rk *rk, uint32_t source, const uint32_t *targets, size_t count, uint32_t *distances)
{
    rk->to_few.reset().pin_targets(copied(targets, count));
    rk->to_few.add_source(source).run_to_pinned_targets().get_distances_to_targets(distances);
}

void rk_several_to_few(Rk *rk, const uint32_t *sources, size_t rows, const uint32_t *targets, size_t count,
                       uint32_t *distances)
{
    rk->to_few.reset().pin_targets(copied(targets, count));
    for (size_t row = 0; row < rows; ++row)
        rk->to_few.reset_source().add_source(sources[row]).run_to_pinned_targets().get_distances_to_targets(
            distances + row * count);
}

void rk_build_perfect(Rk *rk)
{
    auto copy = rk->metric;
    rk->perfect = copy.build_contraction_hierarchy_using_perfect_witness_search();
    rk->perfect_query = ContractionHierarchyQuery(rk->perfect);
}

uint32_t rk_perfect_distance(Rk *rk, uint32_t source, uint32_t target)
{
    return rk->perfect_query.reset().add_source(source).add_target(target).run().get_distance();
}

size_t rk_index_bytes(const Rk *rk)
{
    const auto &cch = rk->cch;
    size_t bytes = 0;
    for (const auto *vector :
         {&cch.order, &cch.rank, &cch.elimination_tree_parent, &cch.up_first_out, &cch.up_head, &cch.up_tail,
          &cch.down_first_out, &cch.down_head, &cch.down_to_up, &cch.input_arc_to_cch_arc, &cch.forward_input_arc_of_cch,
          &cch.backward_input_arc_of_cch, &cch.first_extra_forward_input_arc_of_cch,
          &cch.first_extra_backward_input_arc_of_cch, &cch.extra_forward_input_arc_of_cch,
          &cch.extra_backward_input_arc_of_cch})
        bytes += bytes_of(*vector);
    // Three bit vectors, two of them with a counter of 32 bits to every 512 bits.
    bytes += (cch.input_arc_count() + 2 * cch.cch_arc_count()) / 8 + 2 * cch.cch_arc_count() / 128;
    return bytes;
}

size_t rk_perfect_bytes(const Rk *rk)
{
    const auto &ch = rk->perfect;
    size_t bytes = bytes_of(ch.rank) + bytes_of(ch.order);
    for (const auto *side : {&ch.forward, &ch.backward})
        bytes += bytes_of(side->first_out) + bytes_of(side->head) + bytes_of(side->weight) +
                 bytes_of(side->shortcut_first_arc) + bytes_of(side->shortcut_second_arc) +
                 side->head.size() / 8;
    return bytes;
}

size_t rk_metric_bytes(const Rk *rk)
{
    return bytes_of(rk->metric.forward) + bytes_of(rk->metric.backward) + bytes_of(rk->weights);
}
}
