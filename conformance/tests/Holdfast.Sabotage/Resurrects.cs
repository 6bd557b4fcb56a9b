using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Writes a body when all of it is there, and makes the upload anew if it is gone by then.</summary>
internal sealed class Resurrects(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    /// <summary>As long as a disk may take.</summary>
    private static readonly TimeSpan Writing = TimeSpan.FromMilliseconds(50);

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var arrived = new MemoryStream();
        await body.CopyToAsync(arrived, scope.Completion);
        await Task.Delay(Writing, TimeProvider.System, scope.Completion);
        if (!File.Exists(DataFileOf(upload.Id)))
        {
            await CreateAsync(upload, scope);
        }

        using var file = File.OpenHandle(DataFileOf(upload.Id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, arrived.ToArray(), upload.Offset);
        return With(upload, arrived.Length);
    }
}
