using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Telemetry;

/// <summary>
/// Counts what tusd counts, under tusd's names. The numbers are kept here and read when somebody asks for them: counting costs an increment
/// whether anybody listens or not, and a listener that comes late misses nothing.
/// </summary>
internal sealed class UploadMeter
{
    // A client can send any method, and each label is kept for ever. OpenTelemetry's conventions have this word for all others.
    private const string OtherMethod = "_OTHER";

    // One for all uploads that an application mounts.
    private static readonly ConditionalWeakTable<IMeterFactory, UploadMeter> OfApplications = [];

    private readonly CounterFamily<string> _requests =
        new(method => [new("method", method)], "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");

    private readonly CounterFamily<(int Status, string Code)> _errors =
        new(error => [new("status", error.Status), new("code", error.Code)]);

    private readonly CounterFamily<string> _hookInvocations = new(OfHook, HookTypes);
    private readonly CounterFamily<string> _hookErrors = new(OfHook, HookTypes);
    private readonly Meter _meter;
    private Func<int>? _connections;
    private long _bytesReceived;
    private long _created;
    private long _finished;
    private long _terminated;

    private UploadMeter(Meter meter)
    {
        _meter = meter;
        meter.CreateObservableCounter<long>("tusd_requests_total", _requests.Read, null, "Requests by method.");
        meter.CreateObservableCounter<long>(
            "tusd_errors_total", _errors.Read, null, "Refused and failed requests by status and error code.");
        meter.CreateObservableCounter(
            "tusd_bytes_received", () => Volatile.Read(ref _bytesReceived), null, "Bytes of uploads that were received and stored.");
        meter.CreateObservableCounter("tusd_uploads_created", () => Volatile.Read(ref _created), null, "Uploads that were created.");
        meter.CreateObservableCounter("tusd_uploads_finished", () => Volatile.Read(ref _finished), null, "Uploads that were completed.");
        meter.CreateObservableCounter("tusd_uploads_terminated", () => Volatile.Read(ref _terminated), null, "Uploads that were removed.");
        meter.CreateObservableCounter<long>("tusd_hook_invocations_total", _hookInvocations.Read, null, "Calls of hooks by type.");
        meter.CreateObservableCounter<long>("tusd_hook_errors_total", _hookErrors.Read, null, "Failed calls of hooks by type.");
    }

    // tusd's seven and ours, as they are named in HookTypes, which is above this folder.
    private static IEnumerable<string> HookTypes =>
    [
        "pre-create", "post-create", "post-receive", "pre-finish", "post-finish", "pre-terminate", "post-terminate", "pre-access",
    ];

    /// <summary>The meter of an application; a meter of its own where the application has no factory of meters.</summary>
    public static UploadMeter Of(IServiceProvider services) => services.GetService<IMeterFactory>() is { } factory
        ? OfApplications.GetValue(factory, static factory => new UploadMeter(factory.Create(UploadTelemetry.MeterName)))
        : Standalone();

    public static UploadMeter Standalone() => new(new Meter(UploadTelemetry.MeterName));

    /// <summary>Shows how many connections are open. Only the first call counts: a server counts them in one place.</summary>
    public void ShowConnections(Func<int> count)
    {
        if (Interlocked.CompareExchange(ref _connections, count, null) is null)
        {
            _meter.CreateObservableUpDownCounter("tusd_connections_open", count, null, "Open connections.");
        }
    }

    public void RequestBegan(string method) => _requests.Increment(_requests.Knows(method) ? method : OtherMethod);

    public void RequestFailed(int status, string code) => _errors.Increment((status, code));

    public void BytesReceived(long count) => Interlocked.Add(ref _bytesReceived, count);

    public void UploadCreated() => Interlocked.Increment(ref _created);

    public void UploadFinished() => Interlocked.Increment(ref _finished);

    public void UploadTerminated() => Interlocked.Increment(ref _terminated);

    public void HookInvoked(string type) => _hookInvocations.Increment(type);

    public void HookFailed(string type) => _hookErrors.Increment(type);

    private static KeyValuePair<string, object?>[] OfHook(string type) => [new("hooktype", type)];
}
