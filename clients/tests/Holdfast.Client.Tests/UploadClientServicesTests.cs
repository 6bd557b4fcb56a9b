using Holdfast.Client.Tests.Rigs;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Client.Tests;

[CancelAfter(30_000)]
public sealed class UploadClientServicesTests
{
    [Test]
    public async Task The_client_comes_from_the_container_with_its_handlers(CancellationToken token)
    {
        await using var site = await UploadSite.StartAsync();
        var services = new ServiceCollection();
        services.AddTransient<Numbering>();
        services.AddUploadClient(_ => Some.Options).AddHttpMessageHandler<Numbering>();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<UploadClient>();

        var result = await client.UploadAsync(Some.Upload(site.Endpoint, Some.Bytes(1000)), cancellationToken: token);

        site.Stored(result.Url).ShouldBe(Some.Bytes(1000));
        site.Requests.Select(request => request["X-Number"]).ShouldBe(["1", "2"]);
    }

    [Test]
    public async Task Trailers_work_with_the_handlers_of_the_container(CancellationToken token)
    {
        await using var site = await UploadSite.StartAsync();
        var services = new ServiceCollection();
        services.AddUploadClient(_ => Some.Options with { Checksum = new ChecksumOptions { Placement = ChecksumPlacement.Trailer } });
        await using var provider = services.BuildServiceProvider();

        var result = await provider.GetRequiredService<UploadClient>()
            .UploadAsync(Some.Upload(site.Endpoint, Some.Bytes(1000)), cancellationToken: token);

        site.Stored(result.Url).ShouldBe(Some.Bytes(1000));
    }

    private sealed class Numbering : DelegatingHandler
    {
        private int _number;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Number", $"{++_number}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
