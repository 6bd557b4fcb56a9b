using System.Diagnostics;
using Holdfast.Server.Refusals;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Core;

/// <summary>Logs the events of uploads under tusd's event names.</summary>
internal sealed partial class UploadLog(ILogger logger)
{
    private static readonly Func<ILogger, string, string, string, IDisposable?> Request =
        LoggerMessage.DefineScope<string, string, string>("method={Method} path={Path} requestId={RequestId}");

    /// <summary>Begins a scope that adds the request's method, path and id to every event.</summary>
    public IDisposable? BeginRequest(string method, string path, string requestId) => Request(logger, method, path, requestId);

    public void BodyReadError(string id, Refusal cut) => BodyReadError(id, CodeOf(cut.Kind));

    [LoggerMessage(1, LogLevel.Information, "RequestIncoming method={Method} path={Path} requestId={RequestId}",
        EventName = "RequestIncoming")]
    public partial void RequestIncoming(string method, string path, string requestId);

    [LoggerMessage(2, LogLevel.Information, "ResponseOutgoing method={Method} path={Path} requestId={RequestId} status={Status}",
        EventName = "ResponseOutgoing")]
    public partial void ResponseOutgoing(string method, string path, string requestId, int status);

    [LoggerMessage(3, LogLevel.Information, "UploadCreated id={Id} size={Size}", EventName = "UploadCreated")]
    public partial void UploadCreated(string id, long? size);

    [LoggerMessage(4, LogLevel.Information, "ChunkWriteStart id={Id} maxSize={MaxSize} offset={Offset}", EventName = "ChunkWriteStart")]
    public partial void ChunkWriteStart(string id, long maxSize, long offset);

    [LoggerMessage(5, LogLevel.Information, "ChunkWriteComplete id={Id} bytesWritten={BytesWritten}", EventName = "ChunkWriteComplete")]
    public partial void ChunkWriteComplete(string id, long bytesWritten);

    [LoggerMessage(6, LogLevel.Information, "UploadFinished id={Id} size={Size}", EventName = "UploadFinished")]
    public partial void UploadFinished(string id, long? size);

    [LoggerMessage(7, LogLevel.Information, "UploadTerminated id={Id}", EventName = "UploadTerminated")]
    public partial void UploadTerminated(string id);

    [LoggerMessage(8, LogLevel.Information, "UploadInterrupted id={Id}", EventName = "UploadInterrupted")]
    public partial void UploadInterrupted(string id);

    [LoggerMessage(9, LogLevel.Warning, "BodyReadError id={Id} code={Code}", EventName = "BodyReadError")]
    private partial void BodyReadError(string id, string code);

    [LoggerMessage(10, LogLevel.Error, "InternalServerError requestId={RequestId}", EventName = "InternalServerError")]
    public partial void InternalServerError(string requestId, Exception exception);

    [LoggerMessage(11, LogLevel.Information, "UploadExpired id={Id}", EventName = "UploadExpired")]
    public partial void UploadExpired(string id);

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

    [LoggerMessage(47, LogLevel.Debug, "HookInvocationStart type={Type} id={Id}", EventName = "HookInvocationStart")]
    public partial void HookInvocationStart(string type, string id);

    [LoggerMessage(48, LogLevel.Debug, "HookInvocationFinish type={Type} id={Id}", EventName = "HookInvocationFinish")]
    public partial void HookInvocationFinish(string type, string id);

    [LoggerMessage(49, LogLevel.Error, "HookInvocationError type={Type} id={Id} error={Error}", EventName = "HookInvocationError")]
    public partial void HookInvocationError(string type, string id, string error);

    [LoggerMessage(50, LogLevel.Information, "HookStopUpload id={Id}", EventName = "HookStopUpload")]
    public partial void HookStopUpload(string id);

    [LoggerMessage(80, LogLevel.Error, "OutboxUnavailable id={Id}", EventName = "OutboxUnavailable")]
    public partial void OutboxUnavailable(string id, Exception exception);

    [LoggerMessage(81, LogLevel.Warning, "EventNotDelivered id={Id} error={Error}", EventName = "EventNotDelivered")]
    public partial void EventNotDelivered(string id, string error);

    [LoggerMessage(82, LogLevel.Warning, "EventsWait retryIn={Pause}", EventName = "EventsWait")]
    public partial void EventsWait(TimeSpan pause);

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
