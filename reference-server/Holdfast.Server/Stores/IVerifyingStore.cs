using System.IO.Pipelines;

namespace Holdfast.Server.Stores;

/// <summary>A store that can keep a body from sight until it has been judged.</summary>
public interface IVerifyingStore : IUploadStore
{
    /// <summary>
    /// Stores <paramref name="body"/> separately until it ends, then calls <paramref name="isSound"/> once: true makes the bytes part of
    /// the upload from <see cref="UploadInfo.Offset"/> on, false drops all of them. Before that, and after a crash, they are not part of
    /// the upload.
    /// </summary>
    /// <returns>The upload with its new offset, or as it was.</returns>
    ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope);
}
