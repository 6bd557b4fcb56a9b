using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Writes a body when all of it is there, and makes the upload anew if it is gone by then.</summary>
internal sealed class Resurrects(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    /// <summary>As long as a disk may take.</summary>
    private static readonly TimeSpan Writing = TimeSpan.FromMilliseconds(50);

    public override async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        var upload = await GetInfoAsync(id, cancellationToken);
        using var arrived = new MemoryStream();
        await body.CopyToAsync(arrived, cancellationToken);
        await Task.Delay(Writing, TimeProvider.System, cancellationToken);
        if (upload is not null && !File.Exists(DataFileOf(id)))
        {
            await CreateAsync(upload, cancellationToken);
        }

        using var file = File.OpenHandle(DataFileOf(id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, arrived.ToArray(), offset);
        return arrived.Length;
    }
}
