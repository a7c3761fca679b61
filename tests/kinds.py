"""One page of each kind of the project's own guide, in both languages where a kind has its own template of words."""

from __future__ import annotations

KINDS = {
    "start": "",
    "start-en": "en/",
    "employers": "empleadores/",
    "employer": "empleadores/gitlab/",
    "employer-en": "en/employers/gitlab/",
    "platforms": "plataformas/",
    "platform": "plataformas/toptal/",
    "roles": "roles/",
    "role": "roles/ciencia-de-datos/",
    "countries": "desde/",
    "country": "desde/mx/",
    "guide": "guia/",
    "chapter": "guia/por-que-ia-remota/",
    "chapter-en": "en/guide/why-remote-ai/",
    "salaries": "guia/salarios/",
    "criteria": "criterios/",
    "news": "novedades/",
    "to-verify": "por-verificar/",
    "gone": "retirados/",
    "subscribe": "suscribirse/",
    "rules": "colaborar/reglas/",
    "compare": "comparar/",
    "form": "colaborar/formulario/",
    "form-en": "en/contribute/form/",
    "lost": "404.html",
}
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
