using Holdfast.Server.Replies;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>The resource that uploads are sent to, the draft's target resource. The core calls it under the upload's lock.</summary>
internal interface IUploadTarget
{
    /// <summary>Processes an upload that has just become complete. Null when the answer is written already.</summary>
    Task<UploadReply?> ProcessAsync(IetfRequest request, UploadInfo upload, WriteScope scope);

    /// <summary>Answers a completing request to an upload that was complete before, without processing it again.</summary>
    UploadReply Recall(IetfRequest request, UploadInfo upload);
}
