using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in PATCH.</summary>
internal static class AppendDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "patch/status-200",
            Breaks = "A successful PATCH is answered with 200 instead of 204.",
            Kills = ["tus/core/patch/appends"],
            Break = Broken.Response(context =>
            {
                if (context.Request.Method == "PATCH" && context.Response.StatusCode == StatusCodes.Status204NoContent)
                {
                    context.Response.StatusCode = StatusCodes.Status200OK;
                }
            }),
        },
        new()
        {
            Name = "patch/loses-last-byte",
            Breaks = "The last byte of each append is lost; the response reports the true offset.",
            Kills = ["tus/core/patch/appends", "tus/core/head/offset-at-every-stage"],
            MayKill = ["tus/**"],
            Break = Broken.Store((sound, directory) => new LosesLastByte(sound, directory)),
        },
    ];

    private sealed class LosesLastByte(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            var stored = await base.AppendAsync(upload, body, scope);
            Truncate(upload.Id, stored.Offset - 1);
            return stored with { Offset = Math.Max(stored.Offset - 1, upload.Offset) };
        }
    }
}
