using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Writes a body only when all of it has arrived, and creates the upload again if it was terminated meanwhile.</summary>
internal sealed class RecreatingStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    /// <summary>How long the write is delayed, as by a slow disk.</summary>
    private static readonly TimeSpan WriteDelay = TimeSpan.FromMilliseconds(50);

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var arrived = new MemoryStream();
        await body.CopyToAsync(arrived, scope.Completion);
        await Task.Delay(WriteDelay, TimeProvider.System, scope.Completion);
        if (!File.Exists(DataFileOf(upload.Id)))
        {
            await CreateAsync(upload, scope);
        }

        using var file =
            File.OpenHandle(DataFileOf(upload.Id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, arrived.ToArray(), upload.Offset);
        return With(upload, arrived.Length);
    }
}
