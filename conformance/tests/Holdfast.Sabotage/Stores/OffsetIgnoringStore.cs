using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Ignores the offset: each block is written at the present end of the file.</summary>
internal sealed class OffsetIgnoringStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        await using var file =
            new FileStream(DataFileOf(upload.Id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var kept = 0L;
        while (true)
        {
            var read = await body.ReadAsync(scope.Completion);
            foreach (var block in read.Buffer)
            {
                file.Seek(0, SeekOrigin.End);
                await file.WriteAsync(block, scope.Completion);
                await file.FlushAsync(scope.Completion);
                kept += block.Length;
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return With(upload, kept);
            }
        }
    }
}
