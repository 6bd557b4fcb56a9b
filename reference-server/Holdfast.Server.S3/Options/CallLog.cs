using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.S3;

/// <summary>Logs each call of a client, without its content and its credentials.</summary>
internal sealed partial class CallLog
{
    private readonly ConditionalWeakTable<AmazonWebServiceRequest, StrongBox<long>> _begun = [];
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private CallLog(ILogger logger, TimeProvider time) => (_logger, _time) = (logger, time);

    /// <summary>Logs the calls of a client from now on.</summary>
    public static void Attach(AmazonServiceClient client, ILogger logger, TimeProvider time)
    {
        var log = new CallLog(logger, time);
        client.BeforeRequestEvent += (_, call) => log.Begin((call as WebServiceRequestEventArgs)?.Request);
        client.AfterResponseEvent += (_, call) => log.End(call as WebServiceResponseEventArgs);
        client.ExceptionEvent += (_, call) => log.Fail(call as WebServiceExceptionEventArgs);
    }

    private void Begin(AmazonWebServiceRequest? request)
    {
        if (request is not null)
        {
            _begun.AddOrUpdate(request, new StrongBox<long>(_time.GetTimestamp()));
        }
    }

    private void End(WebServiceResponseEventArgs? call)
    {
        if (call is { Request: { } request, Response: { } response })
        {
            var (operation, key, elapsed) = Describe(request);
            var (status, id) = ((int)response.HttpStatusCode, response.ResponseMetadata?.RequestId);
            Called(operation, key, status, elapsed, id);
        }
    }

    private void Fail(WebServiceExceptionEventArgs? call)
    {
        if (call is { Request: { } request, Exception: { } failure })
        {
            var (operation, key, elapsed) = Describe(request);
            var reason = failure.Message;
            Failed(operation, key, elapsed, reason);
        }
    }

    private (string Operation, string Key, long Milliseconds) Describe(AmazonWebServiceRequest request)
    {
        var elapsed = _begun.TryGetValue(request, out var begun) ? _time.GetElapsedTime(begun.Value) : TimeSpan.Zero;
        return (NameOf(request), KeyOf(request), (long)elapsed.TotalMilliseconds);
    }

    // PutObjectRequest is a request of PutObject.
    private static string NameOf(AmazonWebServiceRequest request) =>
        request.GetType().Name is var name && name.EndsWith("Request", StringComparison.Ordinal) ? name[..^"Request".Length] : name;

    private static string KeyOf(AmazonWebServiceRequest request) => request switch
    {
        GetObjectRequest get => get.Key,
        GetObjectMetadataRequest head => head.Key,
        PutObjectRequest put => put.Key,
        DeleteObjectRequest delete => delete.Key,
        InitiateMultipartUploadRequest begin => begin.Key,
        UploadPartRequest part => $"{part.Key}, part {part.PartNumber}",
        CopyPartRequest copy => $"{copy.DestinationKey}, part {copy.PartNumber}",
        ListPartsRequest list => list.Key,
        CompleteMultipartUploadRequest complete => complete.Key,
        AbortMultipartUploadRequest abort => abort.Key,
        ListObjectsV2Request list => $"{list.Prefix}*",
        ListMultipartUploadsRequest list => $"{list.Prefix}*",
        _ => "",
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "S3 {Operation} of '{Key}': {Status} in {Milliseconds} ms, request {RequestId}")]
    private partial void Called(string operation, string key, int status, long milliseconds, string? requestId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "S3 {Operation} of '{Key}' failed after {Milliseconds} ms: {Reason}")]
    private partial void Failed(string operation, string key, long milliseconds, string reason);
}
