using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>Steps that the cases about Upload-Limit share.</summary>
internal sealed partial class IetfCase
{
    /// <summary>A discovery (draft, Upload-Limit): OPTIONS at the target resource.</summary>
    public Task<Exchange> DiscoverAsync() => SendAsync(Request("OPTIONS", Endpoint), Endpoint);

    /// <summary>Whether the target has limits: only then must it send them.</summary>
    public async Task<bool> HasLimitsAsync() =>
        (await DiscoverAsync()).Response is { } response && DraftFields.Limits(response.Fields) is { } limits
            && limits.Any(member => member is not { Key: "min-size", Value: 0 });

    /// <summary>Judges a field that must say the limits where there are any.</summary>
    public async Task TellsLimitsAsync(string subject, Exchange exchange, params IReadOnlyList<string> requirements)
    {
        if (!Answered(subject, "Upload-Limit", exchange, requirements))
        {
            return;
        }

        var fields = exchange.Response!.Fields;
        var holds = fields.Has("Upload-Limit") ? DraftFields.Limits(fields) is { Count: > 0 } : !await HasLimitsAsync();
        Checks.Judge($"Upload-Limit of {subject}", "the limits; absent only if there are none", Shown(fields, "Upload-Limit"), holds,
            requirements);
    }

    /// <summary>The limit of that name in the response to OPTIONS, or <see langword="null"/>.</summary>
    public async Task<long?> LimitAsync(string name) =>
        (await DiscoverAsync()).Response is { } response ? DraftFields.Limits(response.Fields)?.GetValueOrDefault(name) : null;
}
