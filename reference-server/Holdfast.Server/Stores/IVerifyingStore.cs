using System.IO.Pipelines;

namespace Holdfast.Server;

/// <summary>A store that can keep a body from sight until somebody has judged it.</summary>
public interface IVerifyingStore : IUploadStore
{
    /// <summary>
    /// Takes <paramref name="body"/> until it ends, then asks <paramref name="isSound"/> once: true makes the bytes part of the upload
    /// from <paramref name="offset"/> on, false drops all of them. Before that, and after a crash, they neither count nor show.
    /// </summary>
    /// <returns>How many bytes are kept.</returns>
    ValueTask<long> AppendVerifiedAsync(string id, long offset, PipeReader body, Func<bool> isSound, CancellationToken cancellationToken);
}
