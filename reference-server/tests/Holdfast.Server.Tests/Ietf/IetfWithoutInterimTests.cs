using System.Net;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Tests.Ietf;

/// <summary>An application whose host can't send interim responses.</summary>
public sealed class IetfWithoutInterimTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Careful_creation_works_and_a_creation_of_which_nothing_came_leaves_nothing(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        using var directory = new TemporaryDirectory();
        var store = new WatchedStore(new FileUploadStore(directory.FullName));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var application = builder.Build();
        application.MapUploads("/files/", new UploadOptions { Store = store });
        await application.StartAsync(cancellationToken);
        var url = new Uri(application.Urls.Single());

        using (var cut = await WireConnection.OpenAsync(url, cancellationToken))
        {
            await cut.SendAsync(draft.Request("POST", "/files/", "Upload-Complete: ?1\r\nContent-Length: 5\r\n"), cancellationToken);
            await store.AppendBegunAsync(cancellationToken);
        }

        await store.AppendEndedAsync(cancellationToken);
        using var connection = await WireConnection.OpenAsync(url, cancellationToken);
        await connection.SendAsync(draft.Creation(isComplete: false, ""), cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        await connection.SendAsync(draft.Append(path, 0, isComplete: true, "hello"), cancellationToken);
        var completed = await connection.ReadAsync(cancellationToken);

        (created.Status, completed.Status, completed["Upload-Complete"]).ShouldBe((201, 201, "?1"));
        (await File.ReadAllTextAsync(directory.At(path.Split('/')[^1]), cancellationToken)).ShouldBe("hello");
        while (Directory.EnumerateFiles(directory.FullName).Count() > 2)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        await application.StopAsync(cancellationToken);
    }
}
