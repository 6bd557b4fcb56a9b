using System.Diagnostics;

namespace Holdfast.Server.Telemetry;

/// <summary>
/// The spans of traces: one for each request, and below it those of the upload's steps, the store, the lock and the hooks. When nobody
/// listens, none is made.
/// </summary>
internal static class UploadActivities
{
    // OpenTelemetry has no names for uploads.
    private const string IdTag = "upload.id";

    private static readonly ActivitySource Source = new(UploadTelemetry.ActivitySourceName);

    public static bool AreWanted => Source.HasListeners();

    /// <summary>Begins a span below the present one; null when nobody wants it.</summary>
    public static Activity? Start(string name, string id)
    {
        var activity = Source.StartActivity(name);
        activity?.SetTag(IdTag, id);
        return activity;
    }

    /// <summary>Begins the span of a call to another service.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">The span above it; the default is the present one.</param>
    public static Activity? StartCall(string name, ActivityContext parent = default) =>
        Source.StartActivity(name, ActivityKind.Client, parent);

    /// <summary>
    /// Begins the span of a request: below that of the host if there is one, else as the client says by <c>traceparent</c> (W3C Trace
    /// Context), else as the first of a new trace.
    /// </summary>
    public static Activity? StartRequest(string name, string traceparent, string tracestate)
    {
        if (Activity.Current is not null)
        {
            return Source.StartActivity(name);
        }

        _ = ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var parent);
        return Source.StartActivity(name, ActivityKind.Server, parent);
    }

    /// <summary>Names the upload of a span, and of those above it: a creation has no id before its end.</summary>
    public static void Name(Activity? activity, string id)
    {
        for (var one = activity; one is not null && one.Source == Source; one = one.Parent)
        {
            one.SetTag(IdTag, id);
        }
    }

    /// <summary>Marks a span as failed.</summary>
    public static void Fail(Activity? activity, string reason) => activity?.SetStatus(ActivityStatusCode.Error, reason);

    /// <summary>The present span, if it is one of ours: a span that nobody collects is no parent for others.</summary>
    public static Activity? Current => Activity.Current is { } current && current.Source == Source ? current : null;
}
