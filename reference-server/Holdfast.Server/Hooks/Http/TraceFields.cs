using System.Diagnostics;
using System.Net.Http.Headers;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Hooks.Http;

/// <summary>
/// The fields of W3C Trace Context, so that the span of a hook's server is in the trace of the client's request: below the span of the call
/// if the server traces, else as the client sent them.
/// </summary>
internal static class TraceFields
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>Whether a field of the trace is there, which is not to be forwarded once more.</summary>
    public static bool Has(HttpRequestHeaders headers, string name) =>
        (Is(name, Parent) || Is(name, State)) && headers.NonValidated.Contains(Parent);

    public static void AddTo(HttpRequestHeaders headers, HookHttpRequest request)
    {
        var (parent, state) = UploadActivities.Current is { Id: { } id } current
            ? (id, current.TraceStateString)
            : (string.Join(',', request.ValuesOf(Parent)), string.Join(',', request.ValuesOf(State)));
        if (!ActivityContext.TryParse(parent, state, out _))
        {
            return;
        }

        headers.TryAddWithoutValidation(Parent, parent);
        if (!string.IsNullOrEmpty(state))
        {
            headers.TryAddWithoutValidation(State, state);
        }
    }

    private static bool Is(string name, string field) => name.Equals(field, StringComparison.OrdinalIgnoreCase);
}
