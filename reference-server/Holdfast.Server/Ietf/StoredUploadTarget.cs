using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Ietf;

/// <summary>Uploads are for being kept: the same 201 for every way of uploading.</summary>
internal sealed class StoredUploadTarget : IUploadTarget
{
    public Task<UploadReply?> ProcessAsync(IetfRequest request, UploadInfo upload, WriteScope scope) =>
        Task.FromResult<UploadReply?>(Recall(request, upload));

    public UploadReply Recall(IetfRequest request, UploadInfo upload) => IetfReplies.Final(
        request, upload, UploadReply.Ok(StatusCodes.Status201Created).With("Location", IetfReplies.LocationOf(request, upload)));
}
