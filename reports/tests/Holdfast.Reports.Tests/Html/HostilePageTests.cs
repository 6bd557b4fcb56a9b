using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Holdfast.Reports.Html;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.Html;

/// <summary>The page is read by a browser's parser; nothing that a server sent may become more than text.</summary>
public sealed class HostilePageTests
{
    private static readonly string[] Elements =
    [
        "html", "head", "meta", "title", "style", "script", "body", "header", "main", "section", "article", "h1", "h2", "h3", "p", "a", "b",
        "i", "code", "pre",
        "span", "div", "time", "ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
        "form", "label", "input", "fieldset", "legend", "button", "output", "svg", "g", "rect", "path", "text",
    ];

    private static readonly string[] Attributes =
    [
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "role", "aria-label", "aria-labelledby",
        "aria-hidden", "datetime", "hidden",
        "type", "autocomplete", "placeholder", "value", "checked", "for", "open", "data-verdict", "data-label", "scope",
        "viewBox", "preserveAspectRatio", "x", "y", "width", "height", "d", "text-anchor",
    ];

    private string _html = "";
    private IDocument _page = null!;

    [SetUp]
    public async Task Render()
    {
        _html = await HtmlReport.RenderAsync(HostileRun.Document, CancellationToken.None);
        _page = await new HtmlParser().ParseDocumentAsync(_html);
    }

    [TearDown]
    public void Close() => _page.Dispose();

    [Test]
    public void Only_our_elements_and_attributes_are_there()
    {
        _page.All.Select(element => element.LocalName).Distinct().ShouldBeSubsetOf(Elements);
        _page.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Name).Distinct().ShouldBeSubsetOf(Attributes);
    }

    [Test]
    public void Exactly_one_style_and_one_script_are_there_and_the_policy_names_their_hashes()
    {
        var style = _page.QuerySelectorAll("style").ShouldHaveSingleItem().TextContent;
        var script = _page.QuerySelectorAll("script").ShouldHaveSingleItem().TextContent;

        _page.QuerySelectorAll("meta[http-equiv=Content-Security-Policy]").ShouldHaveSingleItem().GetAttribute("content").ShouldBe(
            $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; base-uri 'none'; form-action 'none'");
        style.ShouldContain(":root");
        script.ShouldContain("controls");
    }

    [Test]
    public void Every_id_is_there_once() => _page.QuerySelectorAll("[id]").Select(element => element.Id).ShouldBeUnique();

    [Test]
    public void Every_link_inside_the_page_leads_somewhere_and_every_other_leads_to_the_web()
    {
        foreach (var href in _page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")!))
        {
            if (href.StartsWith('#'))
            {
                _page.GetElementById(href[1..]).ShouldNotBeNull(href);
            }
            else
            {
                href.ShouldStartWith("https://");
            }
        }
    }

    [Test]
    public void The_bytes_of_a_hostile_server_can_be_read()
    {
        var visible = VisibleText.Of(SampleCases.Hostile);

        _page.QuerySelectorAll("table.checks td code").Select(code => code.TextContent).Distinct().ShouldHaveSingleItem().ShouldBe(visible);
        _page.QuerySelectorAll("dd").Select(value => value.TextContent).ShouldContain(visible);
        _page.QuerySelector("ol.log pre").ShouldNotBeNull().TextContent.ShouldContain(VisibleText.OfBytes(SampleCases.Hostile));
    }

    [Test]
    public void The_file_holds_no_character_that_a_browser_would_not_show()
    {
        VisibleText.Of(_html.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "?", StringComparison.Ordinal))
            .ShouldBe(_html.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "?", StringComparison.Ordinal));
        _page.Body.ShouldNotBeNull().TextContent.ShouldNotContain('\u202E');
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_value_of_200_kB_is_text_too_and_does_not_swell_the_page(CancellationToken cancellationToken)
    {
        var value = string.Concat(Enumerable.Repeat(SampleCases.Hostile, 1 + (200_000 / SampleCases.Hostile.Length)));
        var check = HostileRun.Case.Checks[0] with { Verdict = Verdict.Fail, Subject = value, Expected = value, Actual = value };
        var evidence = HostileRun.Case.Evidence with
        {
            Wire = [.. HostileRun.Case.Evidence.Wire.Select(entry => entry with { Text = value })],
        };
        var large = HostileRun.Case with { Reason = value, Checks = [check], Evidence = evidence, LeftBehind = [value], Beyond = [value] };

        _html = await HtmlReport.RenderAsync(HostileRun.Document with { Cases = [.. Enumerable.Repeat(large, 10)] }, cancellationToken);
        using var page = await new HtmlParser().ParseDocumentAsync(_html);

        _html.Length.ShouldBeLessThan(2_000_000);
        page.All.Select(element => element.LocalName).Distinct().ShouldBeSubsetOf(Elements);
        page.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Name).Distinct().ShouldBeSubsetOf(Attributes);
        page.QuerySelectorAll("script").ShouldHaveSingleItem();
        page.QuerySelectorAll("table.checks td code").ShouldNotBeEmpty();
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
