using System.Diagnostics;
using Holdfast.Server.Refusals;
using Holdfast.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Core;

/// <summary>Logs the events of uploads under tusd's event names, and counts those that tusd counts.</summary>
internal sealed partial class UploadLog(ILogger logger, UploadMeter? meter = null)
{
    private static readonly Func<ILogger, string, string, string, IDisposable?> Request =
        LoggerMessage.DefineScope<string, string, string>("method={Method} path={Path} requestId={RequestId}");

    // The generator of log methods takes one for each name.
    private static readonly Action<ILogger, string, string, string, int, string, Exception?> Refused =
        LoggerMessage.Define<string, string, string, int, string>(
            LogLevel.Information, new EventId(2, nameof(ResponseOutgoing)),
            "ResponseOutgoing method={Method} path={Path} requestId={RequestId} status={Status} body={Body}");

    private readonly UploadMeter _meter = meter ?? UploadMeter.Standalone();

    /// <summary>Begins a scope that adds the request's method, path and id to every event.</summary>
    public IDisposable? BeginRequest(string method, string path, string requestId) => Request(logger, method, path, requestId);

    public void RequestIncoming(string method, string path, string requestId)
    {
        _meter.RequestBegan(method);
        LogRequestIncoming(method, path, requestId);
    }

    public void UploadCreated(string id, long? size)
    {
        _meter.UploadCreated();
        LogUploadCreated(id, size);
    }

    public void ChunkWriteComplete(string id, long bytesWritten)
    {
        _meter.BytesReceived(bytesWritten);
        LogChunkWriteComplete(id, bytesWritten);
    }

    public void UploadFinished(string id, long? size)
    {
        _meter.UploadFinished();
        LogUploadFinished(id, size);
    }

    public void UploadTerminated(string id)
    {
        _meter.UploadTerminated();
        LogUploadTerminated(id);
    }

    public void UploadExpired(string id)
    {
        _meter.UploadTerminated();
        LogUploadExpired(id);
    }

    public void HookInvocationStart(string type, string id)
    {
        _meter.HookInvoked(type);
        LogHookInvocationStart(type, id);
    }

    public void HookInvocationError(string type, string id, string error)
    {
        _meter.HookFailed(type);
        LogHookInvocationError(type, id, error);
    }

    /// <summary>The same for a response with an error, whose body says which.</summary>
    public void ResponseOutgoing(string method, string path, string requestId, int status, string body) =>
        Refused(logger, method, path, requestId, status, body, null);

    public void BodyReadError(string id, Refusal cut) => BodyReadError(id, CodeOf(cut.Kind));

    [LoggerMessage(2, LogLevel.Information, "ResponseOutgoing method={Method} path={Path} requestId={RequestId} status={Status}",
        EventName = "ResponseOutgoing")]
    public partial void ResponseOutgoing(string method, string path, string requestId, int status);

    [LoggerMessage(4, LogLevel.Information, "ChunkWriteStart id={Id} maxSize={MaxSize} offset={Offset}", EventName = "ChunkWriteStart")]
    public partial void ChunkWriteStart(string id, long maxSize, long offset);

    [LoggerMessage(8, LogLevel.Information, "UploadInterrupted id={Id}", EventName = "UploadInterrupted")]
    public partial void UploadInterrupted(string id);

    [LoggerMessage(9, LogLevel.Warning, "BodyReadError id={Id} code={Code}", EventName = "BodyReadError")]
    private partial void BodyReadError(string id, string code);

    [LoggerMessage(10, LogLevel.Error, "InternalServerError requestId={RequestId}", EventName = "InternalServerError")]
    public partial void InternalServerError(string requestId, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "UploadExpireError id={Id}", EventName = "UploadExpireError")]
    public partial void UploadExpireError(string id, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "SweepError", EventName = "SweepError")]
    public partial void SweepError(Exception exception);

    [LoggerMessage(14, LogLevel.Error, "ConcatenationError id={Id}", EventName = "ConcatenationError")]
    public partial void ConcatenationError(string id, Exception exception);

    [LoggerMessage(15, LogLevel.Error, "EndpointError id={Id}", EventName = "EndpointError")]
    public partial void EndpointError(string id, Exception exception);

    [LoggerMessage(16, LogLevel.Error, "AnswerNotKept id={Id}", EventName = "AnswerNotKept")]
    public partial void AnswerNotKept(string id, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "DescriptorsUsedUp requestId={RequestId}", EventName = "DescriptorsUsedUp")]
    public partial void DescriptorsUsedUp(string requestId, Exception exception);

    [LoggerMessage(40, LogLevel.Error, "StoreUnavailable requestId={RequestId}", EventName = "StoreUnavailable")]
    public partial void StoreUnavailable(string requestId, Exception exception);

    [LoggerMessage(41, LogLevel.Warning, "LockUnavailable id={Id}", EventName = "LockUnavailable")]
    public partial void LockUnavailable(string id, Exception exception);

    [LoggerMessage(42, LogLevel.Warning, "UploadUnreadable id={Id}", EventName = "UploadUnreadable")]
    public partial void UploadUnreadable(string id, Exception exception);

    [LoggerMessage(43, LogLevel.Warning, "UploadNotRemoved id={Id}", EventName = "UploadNotRemoved")]
    public partial void UploadNotRemoved(string id, Exception exception);

    [LoggerMessage(45, LogLevel.Warning, "LockLost id={Id}", EventName = "LockLost")]
    public partial void LockLost(string id);

    [LoggerMessage(44, LogLevel.Information, "LeftoverRemoved name={Name}", EventName = "LeftoverRemoved")]
    public partial void LeftoverRemoved(string name);

    [LoggerMessage(46, LogLevel.Error, "ObserverError id={Id}", EventName = "ObserverError")]
    public partial void ObserverError(string id, Exception exception);

    [LoggerMessage(48, LogLevel.Debug, "HookInvocationFinish type={Type} id={Id}", EventName = "HookInvocationFinish")]
    public partial void HookInvocationFinish(string type, string id);

    [LoggerMessage(50, LogLevel.Information, "HookStopUpload id={Id}", EventName = "HookStopUpload")]
    public partial void HookStopUpload(string id);

    [LoggerMessage(80, LogLevel.Error, "OutboxUnavailable id={Id}", EventName = "OutboxUnavailable")]
    public partial void OutboxUnavailable(string id, Exception exception);

    [LoggerMessage(81, LogLevel.Warning, "EventNotDelivered id={Id} error={Error}", EventName = "EventNotDelivered")]
    public partial void EventNotDelivered(string id, string error);

    [LoggerMessage(82, LogLevel.Warning, "EventsWait retryIn={Pause}", EventName = "EventsWait")]
    public partial void EventsWait(TimeSpan pause);
    [LoggerMessage(1, LogLevel.Information, "RequestIncoming method={Method} path={Path} requestId={RequestId}",
        EventName = "RequestIncoming")]
    private partial void LogRequestIncoming(string method, string path, string requestId);

    [LoggerMessage(3, LogLevel.Information, "UploadCreated id={Id} size={Size}", EventName = "UploadCreated")]
    private partial void LogUploadCreated(string id, long? size);

    [LoggerMessage(5, LogLevel.Information, "ChunkWriteComplete id={Id} bytesWritten={BytesWritten}", EventName = "ChunkWriteComplete")]
    private partial void LogChunkWriteComplete(string id, long bytesWritten);

    [LoggerMessage(6, LogLevel.Information, "UploadFinished id={Id} size={Size}", EventName = "UploadFinished")]
    private partial void LogUploadFinished(string id, long? size);

    [LoggerMessage(7, LogLevel.Information, "UploadTerminated id={Id}", EventName = "UploadTerminated")]
    private partial void LogUploadTerminated(string id);

    [LoggerMessage(11, LogLevel.Information, "UploadExpired id={Id}", EventName = "UploadExpired")]
    private partial void LogUploadExpired(string id);

    [LoggerMessage(47, LogLevel.Debug, "HookInvocationStart type={Type} id={Id}", EventName = "HookInvocationStart")]
    private partial void LogHookInvocationStart(string type, string id);

    [LoggerMessage(49, LogLevel.Error, "HookInvocationError type={Type} id={Id} error={Error}", EventName = "HookInvocationError")]
    private partial void LogHookInvocationError(string type, string id, string error);

    // tusd's codes, and in its manner where it has none.
    private static string CodeOf(RefusalKind cut) => cut switch
    {
        RefusalKind.UnexpectedEof => "ERR_UNEXPECTED_EOF",
        RefusalKind.ConnectionReset => "ERR_CONNECTION_RESET",
        RefusalKind.ReadTimeout => "ERR_READ_TIMEOUT",
        RefusalKind.TooSlow => "ERR_BODY_TOO_SLOW",
        RefusalKind.Interrupted => "ERR_UPLOAD_INTERRUPTED",
        RefusalKind.ServerShutdown => "ERR_SERVER_SHUTDOWN",
        RefusalKind.LockLost => "ERR_LOCK_LOST",
        RefusalKind.Stopped => "ERR_UPLOAD_STOPPED",
        RefusalKind.SizeExceeded => "ERR_UPLOAD_SIZE_EXCEEDED",
        RefusalKind.AppendTooLarge => "ERR_APPEND_TOO_LARGE",
        _ => throw new UnreachableException($"No body ends because of '{cut}'."),
    };
}
