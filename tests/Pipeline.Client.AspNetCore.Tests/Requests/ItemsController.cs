using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

/// <summary>Routed by convention.</summary>
public sealed class ItemsController : Controller
{
    public IActionResult Show(int id) => Content($"{id}");
}
